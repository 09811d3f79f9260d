/** Where Redis is, as the settings name it. */
export interface RedisSettings {
  /** One address; of a cluster or of Sentinels one or more, separated by commas. */
  redisUrl: string;
  /** What the addresses are: one server (the default), nodes of a Redis Cluster, or Sentinels. */
  redisMode?: 'standalone' | 'cluster' | 'sentinel';
  /** The name by which the Sentinels know the primary. */
  redisSentinelName?: string;
}

/** Where Redis is, as clients take it. */
export interface RedisAddress {
  mode: 'standalone' | 'cluster' | 'sentinel';
  nodes: { host: string; port: number }[];
  username?: string;
  password?: string;
  db: number;
  isTls: boolean;
  sentinelName: string;
}

/** The port of a URL that names none. */
const defaultPorts = { standalone: 6379, cluster: 6379, sentinel: 26_379 };

/**
 * Parses the address of Redis. Login, database and TLS are the same for all addresses, so they may stand in one or in each.
 * @throws Error that says what `REDIS_URL` must be
 */
export const parseRedisAddress = (settings: RedisSettings): RedisAddress => {
  const { redisUrl, redisMode: mode = 'standalone', redisSentinelName: sentinelName = 'mymaster' } = settings;
  const urls = redisUrl.split(',').map((url) => toUrl(url.trim()));
  if (mode === 'standalone' && urls.length > 1)
    throw new Error('REDIS_URL must be one address, unless REDIS_MODE is cluster or sentinel');
  const username = decode(singleValue(urls.map((url) => url.username)));
  const password = decode(singleValue(urls.map((url) => url.password)));
  const db = Number(singleValue(urls.map(({ pathname }) => pathname.slice(1))) ?? 0);
  if (mode === 'cluster' && db !== 0) throw new Error('REDIS_URL must not name a database of a cluster');
  return {
    mode,
    nodes: urls.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || defaultPorts[mode]),
    })),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    db,
    isTls: singleValue(urls.map(({ protocol }) => protocol)) === 'rediss:',
    sentinelName,
  };
};

const toUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
  if (!url || !isRedis || url.hostname === '' || url.search !== '' || !/^\/?\d*$/.test(url.pathname))
    throw new Error('REDIS_URL must be an address such as redis://host:6379 or rediss://user:password@host:6379/0');
  return url;
};

/** Returns the one value that is not empty. */
const singleValue = (values: string[]): string | undefined => {
  const [value, ...others] = new Set(values.filter((candidate) => candidate !== ''));
  if (others.length > 0) throw new Error('REDIS_URL must name the same login, database and scheme in all addresses');
  return value;
};

const decode = (text: string | undefined): string | undefined => {
  try {
    return text && decodeURIComponent(text);
  } catch {
    throw new Error('REDIS_URL must percent-encode its user and password');
  }
};
