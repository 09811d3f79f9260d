import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { Unavailable } from '../../domain/errors';
import { HttpProblem } from '../problem-details';
import { createAuthenticator } from './authenticate';

const userId = '11111111-1111-4111-8111-111111111111';
const minuteMs = 60_000;
const startedAt = Date.now();

interface Key {
  publicJwk: JWK;
  privateKey: CryptoKey;
}
let first: Key;
let second: Key;

const createKey = async (kid: string): Promise<Key> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' }, privateKey };
};

/** A key server, and how it answers. */
let answer: (response: ServerResponse) => void;
let asked = 0;
let server: Server;
const publish =
  (...keys: Key[]) =>
  (response: ServerResponse): void =>
    void response.end(JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }));

beforeAll(async () => {
  [first, second] = [await createKey('first'), await createKey('second')];
  server = createServer((_request, response) => {
    asked += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Only the clock: everything else takes its time.
  jest.useFakeTimers({
    now: startedAt,
    doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout'],
  });
});
afterAll(() => {
  jest.useRealTimers();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = 0;
  answer = publish(first);
  jest.setSystemTime(startedAt);
});

const pass = (ms: number): void => jest.setSystemTime(Date.now() + ms);

const createIssuer = () => {
  const failures: string[] = [];
  const authenticate = createAuthenticator({
    issuer: 'idp',
    audience: 'shop',
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    publicJwk: first.publicJwk,
    onFailure: (dependency) => failures.push(dependency),
  });
  return { authenticate, failures };
};

const tokenOf = async ({ publicJwk, privateKey }: Key, claims: JWTPayload = {}): Promise<string> => {
  const said = { sub: userId, roles: ['user'], iss: 'idp', aud: 'shop', exp: Date.now() / 1000 + 36_000, ...claims };
  const header = { alg: 'ES256', kid: String(publicJwk.kid) };
  return `Bearer ${await new SignJWT(said).setProtectedHeader(header).sign(privateKey)}`;
};

const refusal = (caller: Promise<unknown>): Promise<unknown> =>
  caller.then(
    () => 'accepted',
    (error: unknown) => error,
  );

describe('an outage of the key server', () => {
  test.each<[string, typeof answer]>([
    ['answers 500', (response) => void response.writeHead(500).end('{}')],
    ['answers with a page', (response) => void response.end('<html>')],
    ['answers with other JSON', (response) => void response.end('{"keys": 1}')],
    ['closes the connection', (response) => void response.destroy()],
    ['does not answer', () => {}],
  ])('that %s is not the fault of the token', async (_name, fail) => {
    answer = fail;
    const { authenticate, failures } = createIssuer();
    expect(await refusal(authenticate(await tokenOf(first)))).toBeInstanceOf(Unavailable);
    expect(failures).toEqual(['token-keys']);
  });

  test('does not ask again for each request, and ends without a restart', async () => {
    answer = (response) => void response.writeHead(503).end();
    const { authenticate } = createIssuer();
    for (let n = 0; n < 5; n += 1) {
      expect(await refusal(authenticate(await tokenOf(first)))).toBeInstanceOf(Unavailable);
    }
    expect(asked).toBe(1);
    answer = publish(first);
    pass(6_000);
    expect((await authenticate(await tokenOf(first))).userId).toBe(userId);
  });

  test('is bridged by the last keys for an hour', async () => {
    const { authenticate } = createIssuer();
    await authenticate(await tokenOf(first));
    answer = (response) => void response.writeHead(500).end();
    pass(59 * minuteMs);
    expect((await authenticate(await tokenOf(first, { jti: '1' }))).userId).toBe(userId);
    pass(2 * minuteMs);
    expect(await refusal(authenticate(await tokenOf(first, { jti: '2' })))).toBeInstanceOf(Unavailable);
  });
});

describe('a rotation of keys', () => {
  test('accepts a new key at once', async () => {
    const { authenticate } = createIssuer();
    await authenticate(await tokenOf(first));
    pass(6_000);
    answer = publish(first, second);
    expect((await authenticate(await tokenOf(second))).userId).toBe(userId);
    expect(asked).toBe(2);
  });

  test('rejects a removed key within five minutes, also for a token that was seen before', async () => {
    const { authenticate } = createIssuer();
    const token = await tokenOf(first);
    await authenticate(token);
    answer = publish(second);
    pass(5 * minuteMs + 1);
    await authenticate(await tokenOf(second));
    expect(await refusal(authenticate(token))).toBeInstanceOf(HttpProblem);
  });

  test('asks at most every five seconds about keys that are unknown', async () => {
    const { authenticate } = createIssuer();
    for (let n = 0; n < 5; n += 1) {
      expect(await refusal(authenticate(await tokenOf(second)))).toBeInstanceOf(HttpProblem);
    }
    expect(asked).toBe(1);
  });
});

describe('the clock of the issuer', () => {
  const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;

  test.each([
    ['nbf 5 s ahead', () => ({ nbf: seconds(5) }), true],
    ['nbf 30 s ahead', () => ({ nbf: seconds(30) }), false],
    ['exp 5 s ago', () => ({ exp: seconds(-5) }), true],
    ['exp 30 s ago', () => ({ exp: seconds(-30) }), false],
    ['iat 5 s ahead', () => ({ iat: seconds(5) }), true],
    ['iat tomorrow', () => ({ iat: seconds(86_400) }), false],
  ])('with %s', async (_name, claims, isAccepted) => {
    const { authenticate } = createIssuer();
    const outcome = await refusal(authenticate(await tokenOf(first, claims())));
    expect(outcome === 'accepted').toBe(isAccepted);
  });

  test('is named in the answer', async () => {
    const { authenticate } = createIssuer();
    const outcome = await refusal(authenticate(await tokenOf(first, { exp: seconds(-30) })));
    expect((outcome as Error).message).toBe('The token has expired');
  });
});
