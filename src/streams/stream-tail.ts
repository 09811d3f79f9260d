import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { StreamTail, TailSubscription } from '../ports/streams';
import { orUnavailable, waitForFirstAttempt } from './redis';
import { type Fields, readSubject } from './stream-entry';

interface StreamTailDependencies {
  /** A connection for blocking reads; one for each subscription. */
  connect: () => Redis;
  /** The keys of all partitions. */
  streams: string[];
}

const blockMs = 1_000;
const entriesMax = 1_000;
const retryMs = 200;

/** Reads the end of all partitions with one plain XREAD: no group and no state in Redis. */
export const createStreamTail = ({ connect, streams }: StreamTailDependencies): StreamTail => ({
  subscribe: (onEntry) => {
    const reader = connect();
    const stopping = new AbortController();
    const { signal } = stopping;
    let isConnected = false;

    const follow = async (): Promise<void> => {
      const positions = await endsOf(reader, streams);
      // From here on nothing is missed. Entries of any order may have been missed before, or while Redis was away.
      isConnected = true;
      onEntry(null);
      while (!signal.aborted) for (const subject of await subjectsAfter(reader, positions)) onEntry(subject);
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
    } satisfies TailSubscription;
  },
});

/** Returns the id of the newest entry of each stream. */
const endsOf = async (reader: Redis, streams: string[]): Promise<Map<string, string>> => {
  const positions = new Map<string, string>();
  for (const stream of streams) {
    const [newest] = await orUnavailable(reader.xrevrange(stream, '+', '-', 'COUNT', 1));
    positions.set(stream, newest?.[0] ?? '0-0');
  }
  return positions;
};

/** Waits for new entries and moves the positions behind them. */
const subjectsAfter = async (reader: Redis, positions: Map<string, string>): Promise<Set<string>> => {
  const reply = reader.xread(
    'COUNT',
    entriesMax,
    'BLOCK',
    blockMs,
    'STREAMS',
    ...positions.keys(),
    ...positions.values(),
  );
  const subjects = new Set<string>();
  for (const [stream, entries] of ((await orUnavailable(reply)) ?? []) as [string, [string, Fields][]][]) {
    for (const [id, fields] of entries) {
      positions.set(stream, id);
      const subject = readSubject(fields);
      if (subject !== undefined) subjects.add(subject);
    }
  }
  return subjects;
};
