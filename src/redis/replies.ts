import { ReplyError } from 'ioredis';
import { Unavailable } from '../domain/errors';

/** Returns the reply. @throws Unavailable when Redis does not answer, or cannot accept the command for now */
export const orUnavailable = async <T>(reply: Promise<T>): Promise<T> => {
  try {
    return await reply;
  } catch (error) {
    throw isOutage(error) ? new Unavailable('redis', { cause: error }) : error;
  }
};

/** Returns one value of a reply that is `[name, value, name, value]`. */
export const readMember = (pairs: unknown[], name: string): unknown => pairs[pairs.indexOf(name) + 1];

// Redis refuses these before the first write of a script, so nothing is half applied.
const temporary =
  /\b(OOM|READONLY|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|BUSY|UNBLOCKED|CLUSTERDOWN|TRYAGAIN|MOVED|ASK)\b/;

const isOutage = (error: unknown): boolean =>
  !(error instanceof ReplyError) || temporary.test(error instanceof Error ? error.message : '');
