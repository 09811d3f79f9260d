import { crc32 } from 'node:zlib';

/** The keys of one partition. With more than one partition, the hash tag keeps them on one node of a Redis Cluster. */
export interface StreamKeys {
  stream: string;
  deadLetter: string;
  /** The last `seq` of an entity that the stream has. */
  seq: (id: string) => string;
  /** The epoch and the heartbeat that tell whether Redis has lost something. */
  epoch: string;
  /** Who may read for a group. */
  lease: (group: string) => string;
  /** The last turn of the lease, as a number that only grows. */
  fence: (group: string) => string;
  /** Up to where a group has handled everything: where it goes on should it be deleted. */
  position: (group: string) => string;
  /** The oldest entry that was trimmed before the group had handled it. */
  lost: (group: string) => string;
  /** The orders that a group holds back because an event of theirs is in the dead letter. */
  parked: (group: string) => string;
}

/** The keys of partition `partition` (from 0); a stream of one partition has no number in its keys. */
export const streamKeys = (stream: string, partition: number, partitions: number): StreamKeys => {
  const key = partitions === 1 ? stream : `${stream}:{${partition}}`;
  const tagged = partitions === 1 ? `{${stream}}` : key;
  return {
    stream: key,
    deadLetter: deadLetterKey(key),
    seq: (id) => `${tagged}:seq:${id}`,
    epoch: epochKey(key),
    lease: (group) => `${tagged}:lease:${group}`,
    fence: (group) => `${tagged}:fence:${group}`,
    position: (group) => `${tagged}:position:${group}`,
    lost: (group) => `${tagged}:lost:${group}`,
    parked: (group) => `${tagged}:parked:${group}`,
  };
};

/** The epoch of the partition whose stream has that key. */
export const epochKey = (stream: string): string => (stream.includes('{') ? `${stream}:epoch` : `{${stream}}:epoch`);

/** The dead letter of the partition whose stream has that key. */
export const deadLetterKey = (stream: string): string => `${stream}:dead-letter`;

/** All partitions of a stream. */
export const partitionKeys = (stream: string, partitions: number): StreamKeys[] =>
  Array.from({ length: partitions }, (_, partition) => streamKeys(stream, partition, partitions));

/** The partition of an order: CRC-32 (IEEE 802.3) of its id, so that it is the same in every process and language. */
export const partitionOf = (subject: string, partitions: number): number =>
  partitions === 1 ? 0 : crc32(subject) % partitions;
