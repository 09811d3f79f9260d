/** Turns the trimmed text of a variable into its value. @throws Error whose message continues "PORT …" */
export interface Parser<T> {
  (text: string): T;
  /** What it accepts, for the documentation (Markdown). */
  accepts: string;
}

const createParser = <T>(accepts: string, parse: (text: string) => T): Parser<T> => Object.assign(parse, { accepts });

interface Range {
  min: number;
  max: number;
}

/** Accepts a whole number within a range. */
export const integer = ({ min, max }: Range): Parser<number> =>
  createParser(`${min}–${max}`, (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new Error(`must be a whole number from ${min} to ${max}`);
  });

/** Milliseconds. */
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** A port; 0 takes any free one. */
export const port = integer({ min: 0, max: 65_535 });
/** A time limit, which is stored as a date. */
export const windowMs = integer({ min: 100, max: 366 * dayMs });
/** An interval of a timer, which JavaScript limits to 2^31 ms. */
export const intervalMs = (min: number, max = 7 * dayMs) => integer({ min, max });

/** Accepts one of the given words. */
export const oneOf = <const W extends string>(words: readonly W[]): Parser<W> =>
  createParser(words.map((word) => `\`${word}\``).join(', '), (text) => {
    const word = words.find((known) => known === text);
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return word;
  });

const trueOrFalse = oneOf(['true', 'false']);

/** Accepts `true` and `false`. */
export const boolean: Parser<boolean> = createParser(trueOrFalse.accepts, (text) => trueOrFalse(text) === 'true');

/** Accepts one or more values separated by commas, each trimmed. */
export const listOf = <T>(parse: Parser<T>): Parser<T[]> =>
  createParser(`list of: ${parse.accepts}`, (text) => {
    const parts = text.split(',').map((part) => part.trim());
    if (parts.includes('')) throw new Error('must be a list separated by commas, without empty entries');
    return parts.map((part) => parse(part));
  });

/** Accepts printable characters, without spaces when the value travels in a header. */
export const text: Parser<string> = matching(
  'text without control characters',
  /^[^\p{Cc}]+$/u,
  'must not contain control characters',
);
export const secret: Parser<string> = matching(
  'printable ASCII without spaces',
  /^[\x21-\x7e]+$/,
  'must be printable ASCII without spaces',
);
export const host: Parser<string> = matching(
  'host name or IP address',
  /^[\w.:-]+$/,
  'must be a host name or an address such as 0.0.0.0 or ::1',
);

/** Accepts five fields, or six with seconds. */
export const cron: Parser<string> = matching(
  'cron expression of 5 or 6 fields',
  /^([\d*,/-]+ +){4,5}[\d*,/-]+$/,
  'must be a cron expression such as 0 3 * * *',
);

/** Accepts a MongoDB connection string, which may name several hosts. */
export const mongodbUri: Parser<string> = matching(
  '`mongodb://` or `mongodb+srv://` address',
  /^mongodb(\+srv)?:\/\/[^/?\s]+(\/[^\s]*)?$/,
  'must be an address such as mongodb://host:27017/orders?replicaSet=rs0',
);

interface UrlRules {
  schemes: string[];
  example: string;
  /** Whether the address may have a path and a query. */
  path?: boolean;
}

const webSchemes = ['http:', 'https:'];

/** Accepts an absolute http or https address; a path is kept, a trailing slash is not. */
export const httpUrl = ({ path = true } = {}): Parser<string> =>
  createParser(`http or https address, without login${path ? '' : ', path'} and query`, (value) =>
    url(value, { schemes: webSchemes, example: 'https://service.example', path }).replace(/\/$/, ''),
  );

/** Accepts the address of a page, whose path and query matter. */
export const pageUrl: Parser<string> = createParser('http or https address', (value) => {
  const { protocol } = URL.canParse(value) ? new URL(value) : { protocol: '' };
  if (!webSchemes.includes(protocol)) throw new Error('must be an address such as https://shop.example/thanks');
  return value;
});

/** Accepts the origin of a page: scheme, host and port, which may be `*`. */
export const origin: Parser<string> = createParser('scheme, host and port', (value) => {
  const example = value.replace(/:\*$/, ':1');
  if (URL.canParse(example) && new URL(example).origin === example.replace(/:(80|443)$/, '')) return value;
  throw new Error('must be an origin such as https://shop.example or http://localhost:*');
});

/** Accepts addresses of Redis separated by commas. Returns the text without spaces. */
export const redisUrls: Parser<string> = createParser('list of `redis://` or `rediss://` addresses', (value) =>
  listOf(redisUrl)(value).join(','),
);

const redisUrl = createParser('`redis://` or `rediss://` address', (value) =>
  url(value, { schemes: ['redis:', 'rediss:'], example: 'redis://host:6379', path: true }),
);

const url = (value: string, { schemes, example, path }: UrlRules): string => {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  const isWeb = schemes === webSchemes;
  if (!parsed || !schemes.includes(parsed.protocol) || parsed.hostname === '' || parsed.hash !== '')
    throw new Error(`must be an address such as ${example}`);
  if (isWeb && (parsed.username !== '' || parsed.search !== '')) throw new Error('must have neither login nor query');
  if (!path && parsed.pathname !== '/') throw new Error('must have no path');
  return value;
};

/** An encryption key: 32 bytes in base64, and the id by which envelopes name it. */
export interface EncryptionKey {
  keyId: string;
  key: string;
}

/** Accepts `<id>:<32 bytes in base64>,<id>:<base64>,…` with distinct ids. */
export const encryptionKeys: Parser<EncryptionKey[]> = createParser('list of keys with distinct ids', (value) => {
  const keys = listOf(encryptionKey)(value);
  if (new Set(keys.map(({ keyId }) => keyId)).size < keys.length) throw new Error('must not name a key twice');
  return keys;
});

const encryptionKey = createParser('`<id>:<32 bytes in base64>`', (value): EncryptionKey => {
  const [, keyId, key] = /^([\w-]+):([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? [];
  if (keyId === undefined || key === undefined || Buffer.from(key, 'base64').length !== 32)
    throw new Error('must be <id>:<32 bytes in base64>, more separated by commas');
  return { keyId, key };
});

function matching(accepts: string, pattern: RegExp, rule: string): Parser<string> {
  return createParser(accepts, (value) => {
    if (!pattern.test(value)) throw new Error(rule);
    return value;
  });
}
