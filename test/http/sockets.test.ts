import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { ada, anOrder, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { loginOf, useService } from '../support/service';

const shop = useService();

/** Counts the sockets that the service holds at this address, in any state. */
const heldAt = (url: string): number => {
  const local = `:${Number(new URL(url).port).toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  const rows = lines.map((line) => line.trim().split(/\s+/));
  // A socket without an inode is held by the kernel only, and 0A is the listening one.
  return rows.filter(([, from, , state, , , , , , inode]) => from?.endsWith(local) && state !== '0A' && inode !== '0')
    .length;
};

/** A socket that was not accepted yet does not count. */
const untilHeld = (url: string, least: number): Promise<void> =>
  eventually(() => expect(heldAt(url)).toBeGreaterThanOrEqual(least));

const sockets: Socket[] = [];
afterAll(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** Opens connections that send a text, never read and never close. */
const open = async (url: string, count: number, text: string): Promise<void> => {
  const { port } = new URL(url);
  await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
      sockets.push(socket);
      socket.on('error', () => {});
      await new Promise((resolve) => socket.write(text, resolve));
      socket.pause();
    }),
  );
};

const count = 100;
const head = (line: string, ...headers: string[]) => [line, 'Host: x', ...headers, ''].join('\r\n');
const onLinux = process.platform === 'linux' ? describe : describe.skip;

const readers = 5;

onLinux('the sockets of clients that', () => {
  let bearer = '';
  beforeAll(async () => {
    bearer = `Bearer ${await tokenFor(shop.world.keys, ada)}`;
    const items = Array.from({ length: 100 }, () => ({ productId: 'prod-123', quantity: 1 }));
    for (let n = 0; n < 30; n += 1) await shop.asAda('POST', '/orders', { body: { ...anOrder(), items } });
    // More than the kernel buffers. It takes a while, so it begins here.
    const request = `${head('GET /orders?limit=100 HTTP/1.1', `Authorization: ${bearer}`)}\r\n`;
    await open(shop.service.http, readers, request.repeat(25));
    await untilHeld(shop.service.http, readers);
    await eventually(async () => expect((await shop.asAda('GET', '/orders')).status).toBe(200));
  });

  test.each([
    ['send nothing', () => ''],
    ['send a request and then nothing', () => `${head('GET /orders HTTP/1.1', `Authorization: ${bearer}`)}\r\n`],
    ['send half of their headers', () => head('GET /orders HTTP/1.1')],
    [
      'send half of a body',
      () => `${head('POST /orders HTTP/1.1', 'Content-Length: 100', `Authorization: ${bearer}`)}\r\n{`,
    ],
  ])(
    '%s are closed',
    async (_name, text) => {
      await open(shop.service.http, count, text());
      await untilHeld(shop.service.http, count / 2);
      await eventually(() => expect(heldAt(shop.service.http)).toBeLessThan(readers + count / 10), 90_000);
      expect((await shop.asAda('GET', '/orders')).status).toBe(200);
    },
    120_000,
  );

  test('open half a request of an operator are closed', async () => {
    const authorization = `Authorization: ${loginOf(shop.world.keys.ops)}`;
    await open(shop.service.ops, count, head('GET /metrics HTTP/1.1', authorization));
    await open(
      shop.service.ops,
      count,
      `${head('POST /admin/attention/orders/1/resolve HTTP/1.1', authorization, 'Content-Type: application/json', 'Content-Length: 100')}\r\n{`,
    );
    await untilHeld(shop.service.ops, count);
    await eventually(() => expect(heldAt(shop.service.ops)).toBeLessThan(count / 10), 90_000);
  }, 120_000);

  test('do not read their responses are closed', async () => {
    await eventually(() => expect(heldAt(shop.service.http)).toBeLessThan(readers / 2), 170_000);
    expect((await shop.asAda('GET', '/orders')).status).toBe(200);
  }, 200_000);

  test('send a byte now and then are closed', async () => {
    await open(shop.service.http, count, 'G');
    const drip = setInterval(() => {
      for (const socket of sockets.slice(-count)) if (!socket.destroyed) socket.write('E');
    }, 1_000);
    try {
      await untilHeld(shop.service.http, count / 2);
      await eventually(() => expect(heldAt(shop.service.http)).toBeLessThan(readers + count / 10), 90_000);
    } finally {
      clearInterval(drip);
    }
  }, 120_000);
});

onLinux('the sockets of one address', () => {
  test('are limited, and another address is served', async () => {
    const max = 20;
    const limited = await shop.world.start({ CONNECTIONS_PER_ADDRESS_MAX: String(max) });
    await open(limited.http, 3 * max, '');
    await untilHeld(limited.http, max);
    await eventually(() => expect(heldAt(limited.http)).toBeLessThanOrEqual(max));
    await expect(fetch(`${limited.http}/orders`)).rejects.toThrow();
    expect(await answerFrom('127.0.0.2', limited.http)).toMatch(/^HTTP\/1\.1 401 /);
    for (const socket of sockets.splice(0)) socket.destroy();
    await eventually(async () => expect((await fetch(`${limited.http}/orders`)).status).toBe(401));
    await limited.stop();
  });
});

/** Returns the response to a request that comes from this address of the machine. */
const answerFrom = (localAddress: string, url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress });
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data));
    });
    socket.write(`${head('GET /orders HTTP/1.1')}\r\n`);
  });
