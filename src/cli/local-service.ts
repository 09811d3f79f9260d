import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config';

/** The configuration for tools: what the environment does not say is read from the service that runs here. */
export const readLocalConfig = (env: Record<string, string | undefined>): Config => {
  const file = join(readConfig(env).dataDir, 'endpoints.json');
  const running = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  return readConfig({
    ORDERS_MONGODB_URI: running.ordersMongodb,
    PAYMENTS_MONGODB_URI: running.paymentsMongodb,
    REDIS_URL: running.redis,
    USERS_URL: running.sandbox,
    ...env,
  });
};
