import { setTimeout as delay } from 'node:timers/promises';
import type { StreamTail, TailSubscription } from '../ports/streams';
import { type RedisClient, waitForFirstAttempt } from '../redis/connect';
import { orUnavailable } from '../redis/replies';
import { type Fields, readSubject } from './stream-entry';

interface TailDependencies {
  /** Opens a connection for blocking reads. */
  connect: () => RedisClient;
  /** The keys of all partitions. */
  streams: string[];
}

const blockMs = 1_000;
const entriesMax = 1_000;
const retryMs = 200;

/** Creates a tail that reads all partitions with plain XREADs: without a group, it leaves nothing in Redis. */
export const createStreamTail = ({ connect, streams }: TailDependencies): StreamTail => ({
  subscribe: (onChange) => {
    const first = connect();
    // Streams in different slots of a cluster cannot be read together, and a blocked read needs its connection for itself.
    const [own = [], ...others] = first.isCluster ? streams.map((stream) => [stream]) : [streams];
    const readers = [readTail(first, own, onChange), ...others.map((part) => readTail(connect(), part, onChange))];
    return {
      isConnected: () => readers.every(({ isConnected }) => isConnected()),
      stop: () => {
        for (const { stop } of readers) stop();
      },
    };
  },
});

/** Reads the end of some streams, which must be in one slot, until it is stopped. */
const readTail = (
  reader: RedisClient,
  streams: string[],
  onChange: (orderId: string | null) => void,
): TailSubscription => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isConnected = false;

  const follow = async (): Promise<void> => {
    const positions = await readEnds(reader, streams);
    // From here on nothing is missed. Before, or while Redis was unreachable, any order may have changed.
    isConnected = true;
    onChange(null);
    while (!signal.aborted) for (const subject of await readSubjectsAfter(reader, positions)) onChange(subject);
  };
  const run = async (): Promise<void> => {
    await waitForFirstAttempt(reader);
    while (!signal.aborted) {
      await follow().catch(() => {});
      isConnected = false;
      await delay(retryMs, undefined, { signal }).catch(() => {});
    }
  };
  void run();
  return {
    isConnected: () => isConnected,
    stop: () => {
      stopping.abort();
      reader.disconnect();
    },
  };
};

/** Returns the id of the newest entry of each stream. */
const readEnds = async (reader: RedisClient, streams: string[]): Promise<Map<string, string>> => {
  const positions = new Map<string, string>();
  for (const stream of streams) {
    const [newest] = await orUnavailable(reader.xrevrange(stream, '+', '-', 'COUNT', 1));
    positions.set(stream, newest?.[0] ?? '0-0');
  }
  return positions;
};

/** Waits for new entries, returns their orders, and moves the positions past them. */
const readSubjectsAfter = async (reader: RedisClient, positions: Map<string, string>): Promise<Set<string>> => {
  const place = [...positions.keys(), ...positions.values()];
  const reply = await orUnavailable(reader.xread('COUNT', entriesMax, 'BLOCK', blockMs, 'STREAMS', ...place));
  const subjects = new Set<string>();
  for (const [stream, entries] of (reply ?? []) as [string, [string, Fields][]][]) {
    for (const [id, fields] of entries) {
      positions.set(stream, id);
      const subject = readSubject(fields);
      if (subject !== undefined) subjects.add(subject);
    }
  }
  return subjects;
};
