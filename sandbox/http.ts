import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request, read in full. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  text: string;
}

/** What is answered: JSON, unless it is text. */
export interface Reply {
  status: number;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

export type Route = (call: Call, ...parts: string[]) => Reply | Promise<Reply>;

/** By `METHOD /path/:part`. */
export type Routes = Record<string, Route>;

/** An answer that is thrown. */
export class Refused extends Error {
  constructor(readonly reply: Reply) {
    super(`refused with ${reply.status}`);
  }
}

const bodyMaxBytes = 1024 * 1024;

/** Reads a whole request. */
export const readCall = async (request: IncomingMessage): Promise<Call> => {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > bodyMaxBytes) throw new Refused({ status: 413, body: { message: 'too large' } });
  }
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    text,
  };
};

/** Finds the route of a call: a table from method and pattern to what answers. */
export const routed = (routes: Routes): ((call: Call) => Reply | Promise<Reply>) => {
  const table = Object.entries(routes).map(([key, route]) => {
    const [method = '', path = ''] = key.split(' ');
    return { method, pattern: new RegExp(`^${path.replace(/:\w+/g, '([^/]+)')}$`), route };
  });
  return (call) => {
    for (const { method, pattern, route } of table) {
      const match = method === call.method ? pattern.exec(call.path) : null;
      if (match) return route(call, ...match.slice(1).map(decodeURIComponent));
    }
    return { status: 404, body: { message: `There is nothing at ${call.method} ${call.path}` } };
  };
};

/** The body as JSON. @throws Refused 400 */
export const jsonOf = ({ text }: Call): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text || '{}');
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Answered below, like every other value that is no object.
  }
  throw new Refused({ status: 400, body: { message: 'The body must be a JSON object' } });
};

/** Writes an answer. */
export const writeReply = (response: ServerResponse, { status, body, text, headers }: Reply): void => {
  const content = text ?? (body === undefined ? '' : JSON.stringify(body));
  const type = text === undefined ? 'application/json' : 'text/html; charset=utf-8';
  response.writeHead(status, { ...(content !== '' && { 'content-type': type }), ...headers });
  response.end(content);
};
