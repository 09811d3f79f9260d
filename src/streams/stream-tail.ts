import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { StreamTail, TailSubscription } from '../ports/streams';
import { orUnavailable, waitForFirstAttempt } from './redis';
import { type Fields, readSubject } from './stream-entry';

interface StreamBellParts {
  /** A connection for blocking reads; one for as long as somebody listens. */
  connect: () => Redis;
  /** The keys of all partitions. */
  streams: string[];
}

const blockMs = 1_000;
const entriesMax = 1_000;
const retryMs = 200;

/** Reads the end of all partitions with one plain XREAD: no group, nothing to acknowledge, nothing left in Redis. */
export const createStreamTail = ({ connect, streams }: StreamBellParts): StreamTail => ({
  subscribe: (heard) => {
    const reader = connect();
    const stopping = new AbortController();
    const { signal } = stopping;
    let isHearing = false;

    const hear = async (): Promise<void> => {
      const positions = await endsOf(reader, streams);
      // From here on nothing is missed. What was, before or while Redis was away, nobody can tell: any order may have news.
      isHearing = true;
      heard(null);
      while (!signal.aborted) for (const subject of await subjectsAfter(reader, positions)) heard(subject);
    };
    const run = async (): Promise<void> => {
      await waitForFirstAttempt(reader);
      while (!signal.aborted) {
        await hear().catch(() => {});
        isHearing = false;
        await delay(retryMs, undefined, { signal }).catch(() => {});
      }
    };
    void run();
    return {
      isConnected: () => isHearing,
      stop: () => {
        stopping.abort();
        reader.disconnect();
      },
    } satisfies TailSubscription;
  },
});

/** The id of the newest entry of each stream. */
const endsOf = async (reader: Redis, streams: string[]): Promise<Map<string, string>> => {
  const positions = new Map<string, string>();
  for (const stream of streams) {
    const [newest] = await orUnavailable(reader.xrevrange(stream, '+', '-', 'COUNT', 1));
    positions.set(stream, newest?.[0] ?? '0-0');
  }
  return positions;
};

/** Waits for what is new, and moves the positions behind it. */
const subjectsAfter = async (reader: Redis, positions: Map<string, string>): Promise<Set<string>> => {
  const asked = reader.xread(
    'COUNT',
    entriesMax,
    'BLOCK',
    blockMs,
    'STREAMS',
    ...positions.keys(),
    ...positions.values(),
  );
  const subjects = new Set<string>();
  for (const [stream, entries] of ((await orUnavailable(asked)) ?? []) as [string, [string, Fields][]][]) {
    for (const [id, fields] of entries) {
      positions.set(stream, id);
      const subject = readSubject(fields);
      if (subject !== undefined) subjects.add(subject);
    }
  }
  return subjects;
};
