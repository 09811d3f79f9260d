import { createLogger } from './logger';

const linesOf = (write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] => {
  const lines: string[] = [];
  write(createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('the logger', () => {
  test.each([
    ['of the line', { token: 'tok_1' }, { token: '[redacted]' }],
    ['of a member', { job: { cardToken: 'tok_1', id: 1 } }, { job: { cardToken: '[redacted]', id: 1 } }],
    ['of a list', { jobs: [{ secret: 'tok_1' }] }, { jobs: [{ secret: '[redacted]' }] }],
    ['deep down', { a: { b: { c: { password: 'tok_1' } } } }, { a: { b: { c: { password: '[redacted]' } } } }],
  ])('censors a secret %s, and leaves the logged value as it was', (_where, logged, expected) => {
    const before = structuredClone(logged);
    expect(linesOf((logger) => logger.info(logged, 'text'))).toEqual([expect.objectContaining(expected)]);
    expect(logged).toEqual(before);
  });

  test('censors the secrets of an error and of its cause', () => {
    const cause = Object.assign(new Error('inner'), { request: { headers: { authorization: 'tok_1' } } });
    const error = Object.assign(new Error('outer', { cause }), { config: { token: 'tok_1' } });
    const [line] = linesOf((logger) => logger.error({ err: error }, 'text'));
    expect(line).toMatchObject({ err: { message: 'outer: inner', config: { token: '[redacted]' } } });
    expect(JSON.stringify(line)).not.toContain('tok_1');
  });

  test('censors what a command of Redis was sent with', () => {
    const command = { name: 'auth', args: ['user', 'tok_1'] };
    const [line] = linesOf((logger) =>
      logger.error({ err: Object.assign(new Error('WRONGPASS'), { command }) }, 'text'),
    );
    expect(line).toMatchObject({ err: { message: 'WRONGPASS', command: { name: 'auth', args: '[redacted]' } } });
  });

  test('writes what has no secret as it is', () => {
    const logged = { event: 'http.request', status: 201, at: new Date(0), none: null, list: [1, 'a'] };
    const written = { ...logged, at: '1970-01-01T00:00:00.000Z' };
    expect(linesOf((logger) => logger.info(logged, 'request'))).toEqual([expect.objectContaining(written)]);
  });
});
