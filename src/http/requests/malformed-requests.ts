import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpProblem, toProblem } from '../problem-details';

/** The problem codes of the errors of Node's parser. */
const codes: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** Answers malformed HTTP with a problem document, and closes the connection. */
export const answerMalformedRequests = (server: Server): void => {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex & { _httpMessage?: unknown }) => {
    // An earlier request on this connection still waits for its response, and must not get this one.
    if (!socket.writable || socket._httpMessage || error.code === 'ECONNRESET') return void socket.destroy();
    const code = codes[error.code ?? ''] ?? 'malformed-request';
    const problem = new HttpProblem(code, 'The request cannot be read, and the connection is closed');
    // Half-open sockets stay until the client closes them: without this, a client that never does keeps them all.
    socket.end(toResponse(problem), () => socket.destroy());
  });
};

const toResponse = (refusal: HttpProblem): string => {
  const { status, ...problem } = toProblem(refusal);
  const body = JSON.stringify({ status, ...problem });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
};
