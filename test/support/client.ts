import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { loadContract, type Operation } from '../../src/http/contract';
import type { LocalKeys } from '../../src/local-keys';

export const ada = '11111111-1111-4111-8111-111111111111';
export const alan = '22222222-2222-4222-8222-222222222222';
export const blocked = '33333333-3333-4333-8333-333333333333';

/** An answer of the service, checked against the contract. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the contract has checked it
  body: any;
}

export interface Ask {
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
}

/** Asks the service as a REST client does. */
export type Client = (method: string, path: string, ask?: Ask) => Promise<Answer>;

const contract = loadContract(join(__dirname, '..', '..', 'contracts', 'order-management'));

/** A token that the local keys sign; `claims` change what it says. */
export const tokenFor = async (
  keys: LocalKeys,
  sub: string,
  roles: string[] = ['user'],
  claims: JWTPayload & { exp?: number } = {},
): Promise<string> => {
  const { privateJwk } = keys.jwt;
  const seconds = Math.floor(Date.now() / 1000);
  const said = { roles, iss: 'order-management', aud: 'order-management', exp: seconds + 3600, sub, ...claims };
  return new SignJWT(said)
    .setProtectedHeader({ alg: 'ES256', kid: String(privateJwk.kid) })
    .sign(await importJWK(privateJwk, 'ES256'));
};

/** A client with a token. Every answer must be one that the contract promises. */
export const clientOf =
  (http: () => string, token: string): Client =>
  async (method, path, ask = {}) => {
    const isText = typeof ask.body === 'string';
    const response = await fetch(`${http()}${path}`, {
      method,
      headers: {
        ...(ask.body !== undefined && { 'content-type': 'application/json' }),
        authorization: `Bearer ${ask.token ?? token}`,
        ...ask.headers,
      },
      ...(ask.body !== undefined && { body: isText ? (ask.body as string) : JSON.stringify(ask.body) }),
    });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    assertPromised(method, path, response.status, body);
    return { status: response.status, headers: response.headers, body };
  };

const assertPromised = (method: string, path: string, status: number, body: unknown): void => {
  const operation = contract.operations.find((one) => isOf(one, method, path));
  if (!operation || body === undefined) return;
  const violations = contract.validateResponse(operation.operationId, status, body);
  if (violations.length > 0) {
    throw new Error(
      `${method} ${path} ${status} breaks the contract: ${JSON.stringify(violations)} ${JSON.stringify(body)}`,
    );
  }
};

const isOf = (operation: Operation, method: string, path: string): boolean =>
  operation.method === method.toLowerCase() &&
  new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? '');

/** The source's own example: two of a physical product at 49.99. */
export const anOrder = (userId = ada) => ({
  userId,
  items: [{ productId: 'prod-123', quantity: 2, price: 49.99 }],
  currency: 'USD',
});

/** A payment of that order. */
export const aPayment = (orderId: string, cardToken = 'tok_visa') => ({
  orderId,
  amount: 99.98,
  paymentMethod: 'credit_card',
  cardToken,
});

export const withKey = (key: string = randomUUID()) => ({ headers: { 'idempotency-key': key } });
