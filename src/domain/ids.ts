import { uuidv7 } from 'uuidv7';

/**
 * Returns a new time-ordered id (UUID version 7, RFC 9562): index-friendly, never parsed for business time. With a shard key
 * it ends with it, instead of with random digits.
 */
export const newId = (shardKey?: string): string =>
  shardKey === undefined ? uuidv7() : `${uuidv7().slice(0, -shardKeyLength)}${shardKey}`;

const shardKeyLength = 4;

/**
 * Returns the shard key of a document: the last four digits of its id, so that the id alone tells the shard. A payment has
 * that of its order.
 */
export const shardKeyOf = (id: string): string => id.slice(-shardKeyLength);

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in the lower-case form that we issue. */
export const isUuid = (text: string): boolean => uuid.test(text);
