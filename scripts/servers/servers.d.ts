/** A server on loopback that this process started. */
interface Server {
  port: number;
  pid: number;
  ended: Promise<unknown>;
  /** Sends SIGTERM and waits for the end. */
  stop: () => Promise<void>;
  /** Sends SIGKILL and waits for the end. */
  kill: () => Promise<void>;
}
export type RedisServer = Server & { url: string };
export type MongoServer = Server & { uri: string };

export function freePort(preferred?: number): Promise<number>;
export function startRedis(options: {
  dir: string;
  port?: number;
  appendfsync?: 'everysec' | 'always';
  /** Arguments of the server, such as `--cluster-enabled yes`. */
  more?: string[];
}): Promise<RedisServer>;
export function startSentinel(options: {
  dir: string;
  name: string;
  primaryPort: number;
  downAfterMs?: number;
}): Promise<RedisServer>;
export function startMongod(options: { dir: string; port?: number; testCommands?: boolean }): Promise<MongoServer>;
