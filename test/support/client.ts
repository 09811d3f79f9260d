import { randomUUID } from 'node:crypto';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import type { LocalKeys } from '../../src/store/encryption/local-keys';
import { brokenBy } from './contract-assertions';

export const ada = '11111111-1111-4111-8111-111111111111';
export const alan = '22222222-2222-4222-8222-222222222222';
export const blocked = '33333333-3333-4333-8333-333333333333';

/** A response of the service, checked against the contract. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the contract has checked it
  body: any;
}

/** Text, bytes and streams are sent as they are, everything else as JSON. */
export interface Ask {
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
}

/** Sends a request as a REST client does. */
export type Client = (method: string, path: string, ask?: Ask) => Promise<Answer>;

/** Signs a token with the local keys. `claims` override the defaults. */
export const tokenFor = async (
  keys: LocalKeys,
  sub: string,
  roles: string[] = ['user'],
  claims: JWTPayload & { exp?: number } = {},
): Promise<string> => {
  const { privateJwk } = keys.jwt;
  const seconds = Math.floor(Date.now() / 1000);
  const payload = { roles, iss: 'order-management', aud: 'order-management', exp: seconds + 3600, sub, ...claims };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', kid: String(privateJwk.kid) })
    .sign(await importJWK(privateJwk, 'ES256'));
};

/** Creates a client with a token. It rejects every response that the contract does not allow. */
export const clientOf =
  (http: () => string, token: string): Client =>
  async (method, path, ask = {}) => {
    const isRaw = [Uint8Array, ReadableStream].some((kind) => ask.body instanceof kind) || typeof ask.body === 'string';
    const response = await fetch(`${http()}${path}`, {
      method,
      duplex: 'half',
      headers: {
        ...(ask.body !== undefined && { 'content-type': 'application/json' }),
        authorization: `Bearer ${ask.token ?? token}`,
        ...ask.headers,
      },
      ...(ask.body !== undefined && { body: isRaw ? (ask.body as string) : JSON.stringify(ask.body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    assertPromised(method, path, { status, headers, body });
    return { status, headers, body };
  };

const assertPromised = (method: string, path: string, { status, headers, body }: Answer): void => {
  const mediaType = headers.get('content-type')?.split(';')[0];
  if (status >= 400 && mediaType !== 'application/problem+json') {
    throw new Error(`${method} ${path} ${status} is ${mediaType}, and no problem document`);
  }
  const broken = brokenBy(method, path, { status, headers, body });
  if (broken.length === 0) return;
  throw new Error(`${method} ${path} ${status}\n${broken.join('\n')}\n${JSON.stringify(body)}`);
};

/** The order of the example in the domain: two of a physical product at 49.99. */
export const anOrder = (userId = ada) => ({
  userId,
  items: [{ productId: 'prod-123', quantity: 2, price: 49.99 }],
  currency: 'USD',
});

/** A shipping address. */
export const anAddress = {
  name: 'Ada Lovelace',
  line1: "12 St James's Square",
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
};

/** A payment of that order. */
export const aPayment = (orderId: string, cardToken = 'tok_visa') => ({
  orderId,
  amount: 99.98,
  paymentMethod: 'credit_card',
  cardToken,
});

export const withKey = (key: string = randomUUID()) => ({ headers: { 'idempotency-key': key } });
