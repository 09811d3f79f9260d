import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpProblem, toProblem } from './problem-details';

/** What Node's parser says, and what we make of it. */
const codes: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** Answers what is not HTTP, before there is a request, with a problem document, too. */
export const answerMalformedRequests = (server: Server): void => {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex & { _httpMessage?: unknown }) => {
    // An earlier request on this connection still waits for its answer: this one must not be taken for it.
    if (!socket.writable || socket._httpMessage || error.code === 'ECONNRESET') return void socket.destroy();
    const code = codes[error.code ?? ''] ?? 'malformed-request';
    socket.end(answerOf(new HttpProblem(code, 'The request cannot be read, and the connection is closed')));
  });
};

const answerOf = (refusal: HttpProblem): string => {
  const { status, ...problem } = toProblem(refusal);
  const body = JSON.stringify({ status, ...problem });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
};
