import { parseRedisAddress, type RedisSettings } from './redis-address';

const plain = { mode: 'standalone', nodes: [], db: 0, isTls: false, sentinelName: 'mymaster' };
const nodesOf = (...hosts: [string, number][]) => hosts.map(([host, port]) => ({ host, port }));

describe('address of Redis', () => {
  const addresses: [RedisSettings, object][] = [
    [{ redisUrl: 'redis://cache.example' }, { nodes: nodesOf(['cache.example', 6379]) }],
    [{ redisUrl: 'redis://[::1]:6399/2' }, { nodes: nodesOf(['::1', 6399]), db: 2 }],
    [
      { redisUrl: 'rediss://oms:p%40ss%2F@cache.example:6380' },
      { nodes: nodesOf(['cache.example', 6380]), username: 'oms', password: 'p@ss/', isTls: true },
    ],
    [{ redisUrl: 'redis://:secret@a' }, { nodes: nodesOf(['a', 6379]), password: 'secret' }],
    [
      { redisUrl: 'redis://a:1, redis://u:p@[fe80::2]:2', redisMode: 'cluster' },
      { mode: 'cluster', nodes: nodesOf(['a', 1], ['fe80::2', 2]), username: 'u', password: 'p' },
    ],
    [
      { redisUrl: 'redis://a,redis://b:5', redisMode: 'sentinel', redisSentinelName: 'shop' },
      { mode: 'sentinel', nodes: nodesOf(['a', 26_379], ['b', 5]), sentinelName: 'shop' },
    ],
  ];

  test.each(addresses)('parses %j', (settings, parts) => {
    expect(parseRedisAddress(settings)).toEqual({ ...plain, ...parts });
  });

  const broken: [RedisSettings, RegExp][] = [
    [{ redisUrl: 'cache.example:6379' }, /must be an address such as/],
    [{ redisUrl: 'http://cache.example' }, /must be an address such as/],
    [{ redisUrl: 'redis://a/zero' }, /must be an address such as/],
    [{ redisUrl: 'redis://a?family=6' }, /must be an address such as/],
    [{ redisUrl: 'redis://u:100%@a' }, /^REDIS_URL must percent-encode its user and password$/],
    [{ redisUrl: 'redis://100%:p@a' }, /^REDIS_URL must percent-encode its user and password$/],
    [{ redisUrl: 'redis:///tmp/redis.sock' }, /must be an address such as/],
    [{ redisUrl: 'redis://a,redis://b' }, /must be one address/],
    [{ redisUrl: 'redis://a/1', redisMode: 'cluster' }, /must not name a database/],
    [{ redisUrl: 'redis://:p@a,redis://:q@b', redisMode: 'cluster' }, /the same login/],
    [{ redisUrl: 'redis://a,rediss://b', redisMode: 'sentinel' }, /the same login, database and scheme/],
  ];

  test.each(broken)('rejects %j', (settings, message) => {
    expect(() => parseRedisAddress(settings)).toThrow(message);
  });
});
