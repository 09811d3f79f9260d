import type { mongo } from 'mongoose';
import type { ActorDocument } from '../../domain/actor-document';

/** Members that `$set` never writes: entries are appended to the log, and the watermark belongs to the relay. */
const apart = new Set(['_id', 'log', 'publishedSeq', 'publishedAt', 'unpublishedSince']);

/**
 * Returns the difference between two versions of a document as one update. Unchanged members keep their identity, so
 * comparing references is enough. The update also carries the relay's watermark.
 */
export const toUpdate = <D extends ActorDocument>(
  stored: D,
  next: D,
  watermark = 0,
): mongo.UpdateFilter<ActorDocument> => {
  const members = (Object.keys({ ...stored, ...next }) as (keyof D & string)[]).filter((name) => !apart.has(name));
  const differing = members.filter((name) => stored[name] !== next[name]);
  const entries = next.log.slice(stored.log.length);
  const isAllPublished = entries.length === 0 && watermark >= next.log.length;
  const gone = differing.filter((name) => next[name] === undefined);
  const set = Object.fromEntries(
    differing.filter((name) => next[name] !== undefined).map((name) => [name, next[name]]),
  );
  const unset = Object.fromEntries(
    [...gone, ...(isAllPublished ? ['unpublishedSince'] : [])].map((name) => [name, '']),
  );
  return {
    $set: { ...set, ...(entries.length > 0 && { unpublishedSince: next.updatedAt }) },
    ...(entries.length > 0 && { $push: { log: { $each: entries } } }),
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
    ...(watermark > 0 && { $max: { publishedSeq: watermark }, $currentDate: { publishedAt: true } }),
  } as mongo.UpdateFilter<ActorDocument>;
};
