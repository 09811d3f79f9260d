import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from './index';

const order = { userId: '11111111-1111-4111-8111-111111111111', items: [], currency: 'USD' };

type Answer = (response: ServerResponse) => void;

const answer =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{"data":[]}');
const hangUp: Answer = (response) => void response.destroy();
/** Sends the beginning of a body, and breaks the connection. */
const breakOff: Answer = (response) => {
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"id":', () => response.destroy());
};
const neverEnd: Answer = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{');
const soon = { 'retry-after': '0' };

interface ReceivedRequest {
  method: string | undefined;
  key: string | undefined;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server with one answer for each request; the last one is for all that follow. */
const startServer = async (answers: Answer[], options: { triesMax?: number; timeoutMs?: number } = {}) => {
  const received: ReceivedRequest[] = [];
  server = createServer((request, response) => {
    const respond = answers[Math.min(received.length, answers.length - 1)];
    received.push({ method: request.method, key: request.headers['idempotency-key'] as string | undefined });
    respond?.(response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { client: createClient({ baseUrl: `http://127.0.0.1:${port}`, token: 't', ...options }), received };
};

describe('a POST', () => {
  test.each([
    ['without a response', hangUp],
    ['whose response breaks off in its body', breakOff],
    ['answered with 502 by a proxy', answer(502)],
    ['answered with 503 by a proxy', answer(503)],
    ['answered with 504 by a proxy', answer(504)],
    ['answered with Retry-After in seconds', answer(409, soon)],
    ['answered with Retry-After as a date', answer(503, { 'retry-after': new Date(0).toUTCString() })],
  ])('%s is sent again with the same key', async (_name, first) => {
    const { client, received } = await startServer([first, answer(201)]);
    const { response } = await client.POST('/orders', { body: order });
    expect([response.status, received.length]).toEqual([201, 2]);
    expect(received[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(received[1]?.key).toBe(received[0]?.key);
  });

  test('is sent again when its response does not end', async () => {
    const { client, received } = await startServer([neverEnd, answer(201)], { timeoutMs: 200 });
    await client.POST('/orders', { body: order });
    expect(received).toHaveLength(2);
  });

  test('has a key of its own, or that of the caller', async () => {
    const { client, received } = await startServer([answer(201)]);
    await client.POST('/orders', { body: order });
    await client.POST('/orders', { body: order });
    await client.POST('/orders', { body: order, params: { header: { 'Idempotency-Key': 'mine' } } });
    const keys = received.map(({ key }) => key);
    expect([new Set(keys).size, keys[2], keys.includes(undefined)]).toEqual([3, 'mine', false]);
  });
});

describe('a call', () => {
  test.each([
    ['PATCH without a response', hangUp],
    ['PATCH answered with 503 by a proxy', answer(503)],
  ])('%s is sent once: a second attempt could change what another caller has set', async (_name, first) => {
    const { client, received } = await startServer([first]);
    const path = { orderId: order.userId };
    await expect(
      client.PATCH('/orders/{orderId}', { params: { path }, body: { status: 'cancelled' } }),
    ).rejects.toThrow();
    expect(received).toEqual([{ method: 'PATCH', key: undefined }]);
  });

  test.each([
    ['that the service refuses', answer(404)],
    ['that has to wait too long', answer(503, { 'retry-after': '3600' })],
    ['that has to wait until a date far away', answer(503, { 'retry-after': new Date(2 ** 42).toUTCString() })],
  ])('%s is not sent again', async (_name, first) => {
    const { client, received } = await startServer([first]);
    await expect(client.GET('/orders')).rejects.toThrow(/answered \d+ without a problem document$/);
    expect(received).toHaveLength(1);
  });

  test('is sent as often as allowed', async () => {
    const { client, received } = await startServer([answer(503, soon)], { triesMax: 3 });
    await expect(client.GET('/orders')).rejects.toThrow('answered 503');
    expect(received).toHaveLength(3);
  });

  test('ends when the caller aborts it while it waits', async () => {
    const { client } = await startServer([answer(503, { 'retry-after': '5' })]);
    const controller = new AbortController();
    const waiting = client.GET('/orders', { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
  });
});

test('a stream of events is handed over while it is open', async () => {
  const open: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('id: 1\nevent: order.created\ndata: {}\n\n');
  };
  const { client } = await startServer([open], { timeoutMs: 1_000 });
  const params = { path: { orderId: order.userId } };
  const { data } = await client.GET('/orders/{orderId}/events', { params, parseAs: 'stream' });
  const { value } = await (data as ReadableStream<Uint8Array>).getReader().read();
  expect(Buffer.from(value ?? []).toString()).toContain('order.created');
});
