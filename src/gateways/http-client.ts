import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import { Pool } from 'undici';
import { Unavailable } from '../domain/errors';
import type { FindViolation } from './consumed-contract';

/** A response of another service, of a status below 500. */
export interface HttpResponse {
  status: number;
  body: unknown;
}

/** A service behind a timeout and a circuit breaker. @throws Unavailable without a usable response */
export interface HttpClient {
  get: (path: string) => Promise<HttpResponse>;
  put: (path: string, body: object) => Promise<HttpResponse>;
  post: (path: string, body: object) => Promise<HttpResponse>;
  delete: (path: string) => Promise<HttpResponse>;
  /** Returns the body of a response that has this status and matches the schema. @throws Unavailable */
  read: <T>(response: HttpResponse, status: number, findViolation: FindViolation) => T;
  /** Fails because of a response that breaks the contract. @throws Unavailable */
  reject: (reason: string) => never;
  close: () => Promise<void>;
}

/** Where another service is, how to authenticate to it, and what counts its failures. */
export interface UpstreamOptions {
  /** The address, with the base path of its API if it has one. */
  url: string;
  /** A bearer token. */
  token: string | undefined;
  timeoutMs: number;
  onFailure: (dependency: string) => void;
}

interface HttpClientOptions extends UpstreamOptions {
  dependency: Unavailable['dependency'];
}

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

const failuresMax = 5;
const openMs = 2_000;
const connections = 32;
/** More requests than this do not wait for a connection: they fail at once. */
const pendingMax = 512;
const responseBytesMax = 1024 * 1024;

/**
 * Creates a client with kept-alive connections. After five failures in a row it sends nothing for two seconds. The timeout
 * covers a request from its wait for a connection to the last byte of its response.
 */
export const createHttpClient = ({ url, token, dependency, onFailure, timeoutMs }: HttpClientOptions): HttpClient => {
  const { origin, pathname } = new URL(url);
  const basePath = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
    maxResponseSize: responseBytesMax,
  });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failuresMax) });
  let pending = 0;

  const fail = (cause: unknown): never => {
    onFailure(dependency);
    throw new Unavailable(dependency, {
      cause: cause instanceof BrokenCircuitError ? new Error('circuit open') : cause,
    });
  };
  const reject = (reason: string): never => fail(new Error(reason));

  const send = async (method: Method, path: string, body?: object): Promise<HttpResponse> => {
    const { statusCode, body: content } = await pool.request({
      method,
      path: `${basePath}${path}`,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...authorization, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await content.text();
    if (statusCode >= 500 || statusCode === 429 || (statusCode >= 300 && statusCode < 400))
      throw new Error(`answered ${method} with ${statusCode}`);
    return { status: statusCode, body: text === '' ? null : parseBody(text, statusCode) };
  };
  const ask = async (method: Method, path: string, body?: object): Promise<HttpResponse> => {
    if (pending >= pendingMax) return reject('too many requests are waiting');
    pending += 1;
    try {
      return await breaker.execute(() => send(method, path, body));
    } catch (error) {
      return fail(error);
    } finally {
      pending -= 1;
    }
  };
  return {
    get: (path) => ask('GET', path),
    put: (path, body) => ask('PUT', path, body),
    post: (path, body) => ask('POST', path, body),
    delete: (path) => ask('DELETE', path),
    read: <T>({ status, body }: HttpResponse, expected: number, findViolation: FindViolation): T => {
      const violation = status === expected ? findViolation(body) : `answered ${status}`;
      return violation === null ? (body as T) : reject(violation);
    },
    reject,
    close: () => pool.destroy(),
  };
};

/** The body of a refusal may be anything; what counts is its status. */
const parseBody = (text: string, status: number): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (status >= 400) return null;
    throw new Error('answered something else than JSON', { cause });
  }
};

/** Returns whether a resource does not exist, or no longer exists (RFC 9110, 404 and 410). */
export const isGone = (status: number): boolean => status === 404 || status === 410;
