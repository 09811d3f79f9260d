import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to the gateway, as the proxy received it. */
export interface ProxiedRequest {
  method: string;
  path: string;
  key: string | undefined;
  body: string;
}

interface Reply {
  status: number;
  body: object | string;
}

/** Answers in place of the gateway; null lets the request through. */
export type Rule = (request: ProxiedRequest) => Reply | null;

/** Stands between the service and the sandbox, records every request, and answers some of them itself. */
export interface GatewayProxy {
  url: string;
  requests: ProxiedRequest[];
  /** Replaces the rules. */
  obey: (...rules: Rule[]) => void;
  close: () => Promise<void>;
}

/** Starts a proxy in front of a gateway. */
export const startGatewayProxy = async (gatewayUrl: string): Promise<GatewayProxy> => {
  const requests: ProxiedRequest[] = [];
  let rules: Rule[] = [];
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(incoming);
    requests.push(request);
    const ruled = rules.map((rule) => rule(request)).find((reply) => reply !== null);
    const reply = ruled ?? (await forward(gatewayUrl, request, incoming));
    response.writeHead(reply.status, { 'Content-Type': 'application/json' });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    obey: (...next) => {
      rules = next;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

const read = async (incoming: IncomingMessage): Promise<ProxiedRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = 'GET', url: path = '/', headers } = incoming;
  const key = headers['idempotency-key'];
  return { method, path, key: typeof key === 'string' ? key : undefined, body: Buffer.concat(chunks).toString() };
};

const forward = async (url: string, { method, path, body }: ProxiedRequest, { headers }: IncomingMessage) => {
  const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers;
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: rest as Record<string, string>,
    redirect: 'manual',
    ...(method !== 'GET' && { body }),
  });
  return { status: answer.status, body: await answer.text() };
};

const serverError = { status: 500, body: { error: { type: 'api_error', message: 'Something went wrong' } } };

/** Fails the first request to these paths, and replays the error for its idempotency key, as Stripe does. */
export const keepError = (path: RegExp): Rule => {
  let kept: string | undefined;
  return (request) => {
    if (request.method !== 'POST' || !path.test(request.path)) return null;
    kept ??= request.key;
    return request.key === kept ? serverError : null;
  };
};

/** Fails every request to these paths. */
export const failAll =
  (path: RegExp): Rule =>
  (request) =>
    path.test(request.path) ? serverError : null;

/** Rejects the secret key as revoked. */
export const refuseCredentials: Rule = () => ({
  status: 401,
  body: { error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } },
});

/** Rejects every POST to these paths as a wrong request. */
export const refuseRequests =
  (path: RegExp, code: string): Rule =>
  (request) =>
    request.method === 'POST' && path.test(request.path)
      ? { status: 400, body: { error: { type: 'invalid_request_error', code, message: 'Invalid request' } } }
      : null;
