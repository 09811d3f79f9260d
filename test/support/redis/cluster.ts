import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, type RedisServer, startRedis } from '../../../scripts/servers/servers';
import { eventually } from '../eventually';
import { readInfo } from './replica';

/** A Redis Cluster on loopback. */
export interface RedisCluster {
  masters: RedisServer[];
  /** The replica of each master that has one, by the master's place. */
  replicas: RedisServer[];
  urls: string[];
  kill: () => Promise<void>;
}

interface ClusterOptions {
  dir: string;
  masters: number;
  /** How many masters have a replica, from the first. */
  replicas?: number;
}

const slots = 16_384;
/** How long a node is silent before the others call it failed. */
const nodeTimeoutMs = 1_000;

/** Starts a cluster whose masters own about as many slots each, and resolves when all of them serve. */
export const startCluster = async ({
  dir,
  masters: count,
  replicas: spare = 0,
}: ClusterOptions): Promise<RedisCluster> => {
  const nodes = await Promise.all(
    Array.from({ length: count + spare }, (_, place) => startNode(join(dir, `node-${place}`))),
  );
  const clients = nodes.map(({ url }) => new Redis(url));
  const [first] = clients as [Redis, ...Redis[]];
  for (const [place, redis] of clients.slice(0, count).entries()) {
    const begin = (at: number): number => Math.floor((slots * at) / count);
    await redis.cluster('ADDSLOTSRANGE', begin(place), begin(place + 1) - 1);
  }
  for (const { port, busPort } of nodes.slice(1)) await first.cluster('MEET', '127.0.0.1', port, busPort);
  await eventually(() => Promise.all(clients.map((redis) => assertKnown(redis, nodes.length))));
  for (const [place, redis] of clients.slice(count).entries()) {
    await redis.cluster('REPLICATE', String(await clients[place]?.cluster('MYID')));
    await eventually(async () => expect(await readInfo(redis, 'replication', 'master_link_status')).toBe('up'));
  }
  await eventually(() => Promise.all(clients.map(assertServing)));
  for (const redis of clients) redis.disconnect();
  return {
    masters: nodes.slice(0, count),
    replicas: nodes.slice(count),
    urls: nodes.map(({ url }) => url),
    kill: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
    },
  };
};

interface ClusterNode extends RedisServer {
  busPort: number;
}

const startNode = async (dir: string): Promise<ClusterNode> => {
  const busPort = await freePort();
  const settings = { 'cluster-enabled': 'yes', 'cluster-port': busPort, 'cluster-node-timeout': nodeTimeoutMs };
  const more = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return { ...(await startRedis({ dir, port: 0, more })), busPort };
};

const assertKnown = async (redis: Redis, count: number): Promise<void> => {
  expect(await readClusterInfo(redis)).toContain(`cluster_known_nodes:${count}\r`);
};

const assertServing = async (redis: Redis): Promise<void> => {
  expect(await readClusterInfo(redis)).toContain('cluster_state:ok');
};

const readClusterInfo = async (redis: Redis): Promise<string> => String(await redis.cluster('INFO'));
