/** The path of mongod. @throws Error that says what was tried */
export function findMongod(): string;
/** The path of redis-server or valkey-server. @throws Error that says what was tried */
export function findRedis(): string;
/** The folder of the project. */
export const root: string;
