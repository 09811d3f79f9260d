import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import { Pool } from 'undici';
import { Unavailable } from '../domain/errors';

/** An answer of another service: what it said, whatever it said. */
export interface HttpResponse {
  status: number;
  body: unknown;
}

/** A service behind a timeout and a circuit breaker. @throws Unavailable when it gives no usable answer */
export interface HttpClient {
  get: (path: string) => Promise<HttpResponse>;
  put: (path: string, body: object) => Promise<HttpResponse>;
  delete: (path: string) => Promise<HttpResponse>;
  close: () => Promise<void>;
}

/** Where another service is, and who counts its failures. */
export interface UpstreamOptions {
  url: string;
  onFailure: (dependency: string) => void;
}

interface HttpClientParts extends UpstreamOptions {
  dependency: Unavailable['dependency'];
  timeoutMs?: number;
}

const failuresMax = 5;
const openMs = 2_000;

/** Kept-alive connections to one service. Five failures in a row, and it is left in peace for two seconds. */
export const createHttpClient = ({ url, dependency, onFailure, timeoutMs = 1_500 }: HttpClientParts): HttpClient => {
  const { origin } = new URL(url);
  const pool = new Pool(origin, {
    connections: 32,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
  });
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failuresMax) });

  const ask = async (method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object): Promise<HttpResponse> => {
    try {
      return await breaker.execute(() => send(pool, method, path, body));
    } catch (cause) {
      onFailure(dependency);
      const reason = cause instanceof BrokenCircuitError ? { cause: new Error('circuit open') } : { cause };
      throw new Unavailable(dependency, reason);
    }
  };
  return {
    get: (path) => ask('GET', path),
    put: (path, body) => ask('PUT', path, body),
    delete: (path) => ask('DELETE', path),
    close: () => pool.destroy(),
  };
};

const send = async (
  pool: Pool,
  method: 'GET' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<HttpResponse> => {
  const { statusCode, body: answer } = await pool.request({
    method,
    path,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  if (statusCode >= 500 || statusCode === 429 || (statusCode >= 300 && statusCode < 400)) {
    throw new Error(`${method} ${path} answered ${statusCode}`);
  }
  return { status: statusCode, body: text === '' ? null : JSON.parse(text) };
};
