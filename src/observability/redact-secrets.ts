/** Members that never reach a log line, wherever they stand. */
const secrets = new Set([
  'authorization',
  'cardToken',
  'cardNumber',
  'sealedToken',
  'password',
  'secret',
  'token',
  'cookie',
  // What a command of Redis was sent with: ioredis adds it to the errors of replies.
  'args',
]);
const censor = '[redacted]';
const deepest = 5;

/**
 * Returns the value with its secret members censored. A flat value without a secret, which nearly every log line has, is
 * returned as it is: a copy of each would cost more than the rest of the line.
 */
export const redactSecrets = <T extends object>(value: T, depth = 0): T => {
  let redacted: T | undefined;
  for (const [name, member] of Object.entries(value)) {
    const shown = secrets.has(name) ? censor : redactMember(member, depth);
    if (shown === member) continue;
    redacted ??= (Array.isArray(value) ? [...value] : { ...value }) as T;
    (redacted as Record<string, unknown>)[name] = shown;
  }
  return redacted ?? value;
};

/** Errors are redacted once they are written as objects. */
const redactMember = (member: unknown, depth: number): unknown => {
  if (typeof member !== 'object' || member === null || member instanceof Error) return member;
  return depth < deepest ? redactSecrets(member, depth + 1) : censor;
};
