import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { freePort, type RedisServer, startRedis } from '../../scripts/servers/servers';
import type { LogEntry } from '../../src/domain/actor-document';
import { createLogger } from '../../src/observability/logger';
import type { StreamEvent } from '../../src/ports/streams';
import { connectPublisher, waitForFirstAttempt } from '../../src/redis/connect';

export const logger = createLogger({ level: 'silent' });

export { eventually } from '../support/eventually';

const transpile = `
  const { readFileSync } = require('node:fs');
  const { transformSync } = require('@swc/core');
  const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } };
  require.extensions['.ts'] = (module, file) =>
    module._compile(transformSync(readFileSync(file, 'utf8'), { ...options, filename: file }).code, file);
`;

/** A TypeScript file of this folder in a process of its own. */
export const childOf = (file: string, ...args: string[]): ChildProcess => {
  const code = `${transpile} require(${JSON.stringify(join(__dirname, file))});`;
  return spawn(process.execPath, ['-e', code, ...args], { stdio: 'inherit' });
};

/** A Redis server of our own, which can be killed and started again with its data. */
export interface OwnRedis {
  url: string;
  port: number;
  start: () => Promise<void>;
  kill: () => Promise<void>;
  remove: () => Promise<void>;
}

export const ownRedis = async (): Promise<OwnRedis> => {
  const dir = mkdtempSync(join(tmpdir(), 'streams-redis-'));
  const port = await freePort();
  let server: RedisServer | undefined;

  const kill = async (): Promise<void> => {
    const dying = server;
    server = undefined;
    await dying?.kill();
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    start: async () => {
      server = await startRedis({ dir, port, appendfsync: 'always' });
    },
    remove: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** A Redis server of our own that runs, with a connection to it. */
export const connectedRedis = async (): Promise<{ server: OwnRedis; redis: Redis }> => {
  const server = await ownRedis();
  await server.start();
  const redis = connectPublisher({ redisUrl: server.url }) as Redis;
  await waitForFirstAttempt(redis);
  return { server, redis };
};

const listening = (server: Server, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP');
  return address.port;
};

/** A TCP proxy before Redis which loses replies on purpose. */
export interface Proxy {
  url: string;
  /** The next request that contains the text is passed on; its reply is dropped and the connection cut. */
  loseReplyTo: (text: string) => void;
  /** How many replies were lost. */
  lost: () => number;
  close: () => Promise<void>;
}

export const proxyTo = async (redis: OwnRedis): Promise<Proxy> => {
  let target: string | undefined;
  let lost = 0;
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(redis.port, '127.0.0.1');
    let isCut = false;
    client.on('data', (request) => {
      if (target !== undefined && request.includes(target)) {
        target = undefined;
        isCut = true;
      }
      upstream.write(request);
    });
    upstream.on('data', (reply) => {
      if (!isCut) return void client.write(reply);
      lost += 1;
      client.destroy();
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  await listening(server, 0);
  return {
    url: `redis://127.0.0.1:${portOf(server)}`,
    loseReplyTo: (text) => {
      target = text;
    },
    lost: () => lost,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** The entries `from` to `to` of an order's log. */
export const entriesOf = (orderId: string, from: number, to = from): LogEntry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    id: `${orderId}-event-${from + index}`,
    type: 'order.changed',
    time: new Date(1_700_000_000_000 + from + index),
    data: { orderId, step: from + index },
    actor: 'test',
    commandId: `${orderId}-${from + index}`,
    before: 'pending',
    after: 'pending',
    stateHash: '',
    hash: '',
  }));

/** The run `from` to `to` of an order's log. */
export const runOf = (orderId: string, from: number, to = from) => ({
  id: orderId,
  subject: orderId,
  entries: entriesOf(orderId, from, to),
});

/** What a consumer did, as an inbox would have it: a repeated delivery has no effect. */
export const effects = () => {
  const seqs = new Map<string, number[]>();
  return {
    apply: ({ subject, seq }: Pick<StreamEvent, 'subject' | 'seq'>): void => {
      const applied = seqs.get(subject) ?? [];
      seqs.set(subject, applied);
      if (seq > (applied.at(-1) ?? 0)) applied.push(seq);
    },
    of: (subject: string): number[] => seqs.get(subject) ?? [],
  };
};

/** 1, 2, …, last */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** The entries of a stream, each as an object of its fields. */
export const entriesIn = async (redis: Redis, stream: string): Promise<Record<string, string>[]> =>
  (await redis.xrange(stream, '-', '+')).map(([, fields]) => asObject(fields));

const asObject = (fields: string[]): Record<string, string> =>
  Object.fromEntries(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : [])));
