/** Returns the path of mongod and downloads it if there is none. @throws Error that lists what was tried */
export function findMongod(): string;
/** Returns the path of redis-server or valkey-server and downloads it if there is none. @throws Error that lists what was tried */
export function findRedis(): string;
