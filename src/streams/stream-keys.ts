import { crc32 } from 'node:zlib';

/** The keys of one partition. They have one hash slot, so that a script may use them together in a Redis Cluster. */
export interface StreamKeys {
  stream: string;
  deadLetter: string;
  /** The last `seq` of an entity that the stream has. */
  seq: (id: string) => string;
  /** The epoch and the heartbeat that show whether Redis has lost data. */
  epoch: string;
  /** The lease of a group: its holder may read. */
  lease: (group: string) => string;
  /** The last fencing token of the lease. */
  fence: (group: string) => string;
  /** Up to where a group has handled everything: where it continues if it is deleted. */
  position: (group: string) => string;
  /** The oldest entry that was trimmed before the group had handled it. */
  lost: (group: string) => string;
  /** The orders that a group does not handle, because an event of theirs is in the dead letter. */
  parked: (group: string) => string;
  /** The letters of a group, a sorted set of `<entry id> <letter id>` by the time of the entry. */
  letters: (group: string) => string;
  /** The groups that ever had an entry in the dead letter. */
  letterGroups: string;
}

/** Whether keys that a script uses together must have the same slot, as the client of Redis says. */
type Topology = { isCluster: boolean };
const oneServer: Topology = { isCluster: false };

/** Returns the keys of partition `partition` (from 0); a stream of one partition has no number in its keys. */
export const streamKeys = (
  stream: string,
  partition: number,
  partitions: number,
  topology: Topology = oneServer,
): StreamKeys => {
  const key = partitions === 1 ? stream : `${stream}:{${partition}}`;
  const tagged = toTagged(key);
  return {
    stream: key,
    deadLetter: deadLetterKey(key, topology),
    seq: (id) => `${tagged}:seq:${id}`,
    epoch: epochKey(key),
    lease: (group) => `${tagged}:lease:${group}`,
    fence: (group) => `${tagged}:fence:${group}`,
    position: (group) => `${tagged}:position:${group}`,
    lost: (group) => `${tagged}:lost:${group}`,
    parked: (group) => `${tagged}:parked:${group}`,
    letters: (group) => `${lettersPrefix(key)}${group}`,
    letterGroups: letterGroupsKey(key),
  };
};

/** Returns the key of the epoch of a partition, given the key of its stream. */
export const epochKey = (stream: string): string => `${toTagged(stream)}:epoch`;

/** Returns the key of the dead letter of a partition, given the key of its stream. */
export const deadLetterKey = (stream: string, { isCluster }: Topology = oneServer): string =>
  `${isCluster ? toTagged(stream) : stream}:dead-letter`;

/** Returns what the key of each group's letters begins with, given the key of the stream. */
export const lettersPrefix = (stream: string): string => `${toTagged(stream)}:letters:`;

/** Returns the key of the groups with letters of a partition, given the key of its stream. */
export const letterGroupsKey = (stream: string): string => `${toTagged(stream)}:letter-groups`;

/** A tag that is the whole name of a stream gives its keys the slot of the stream. */
const toTagged = (stream: string): string => (stream.includes('{') ? stream : `{${stream}}`);

/** Returns the keys of all partitions of a stream. */
export const partitionKeys = (stream: string, partitions: number, topology: Topology = oneServer): StreamKeys[] =>
  Array.from({ length: partitions }, (_, partition) => streamKeys(stream, partition, partitions, topology));

/** Returns the partition of an order: CRC-32 (IEEE 802.3) of its id, so that it is the same in every process and language. */
export const partitionOf = (subject: string, partitions: number): number =>
  partitions === 1 ? 0 : crc32(subject) % partitions;
