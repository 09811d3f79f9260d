import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config';

/** Reads the settings of a command: what the environment does not name is that of the service that was started here. */
export const readLocalConfig = (env: Record<string, string | undefined>): Config => {
  const file = join(readConfig(env).dataDir, 'endpoints.json');
  const endpoints = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const local = {
    ORDERS_MONGODB_URI: endpoints.ordersMongodb,
    PAYMENTS_MONGODB_URI: endpoints.paymentsMongodb,
    REDIS_URL: endpoints.redis,
    USERS_URL: endpoints.sandbox,
  };
  const given = Object.entries(env).filter(([, value]) => value?.trim());
  return readConfig({ ...local, ...Object.fromEntries(given) });
};
