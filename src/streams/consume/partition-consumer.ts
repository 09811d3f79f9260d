import { setTimeout as delay } from 'node:timers/promises';
import { faultPoint } from '../../observability/fault-point';
import { waitForFirstAttempt } from '../redis';
import { createAcknowledger } from './acknowledger';
import type { ConsumerGroup } from './consumer-group';
import type { Lease } from './lease';
import { readSession, type SessionParts } from './read-loop';

/** Reads one partition for one group while it holds the lease, and waits for the lease while it does not. */
export interface PartitionConsumer {
  /** Begins once it is clear whether Redis is there; does not wait for Redis to come. */
  start: () => Promise<void>;
  /** Finishes what runs, acknowledges it and gives the lease back. */
  stop: () => Promise<void>;
}

interface PartitionParts extends Pick<SessionParts, 'stream' | 'reader' | 'group' | 'pace' | 'logger' | 'recover'> {
  lease: Lease;
  attempt: (acknowledge: (entryId: string) => void) => SessionParts['attempt'];
}

/** The consumer of one partition. It outlives every outage of Redis. */
export const createPartitionConsumer = ({ lease, attempt, ...parts }: PartitionParts): PartitionConsumer => {
  const { reader, group, pace, logger } = parts;
  const stopping = new AbortController();
  const acks = createAcknowledger({ send: (entryIds) => acknowledge(group, entryIds), gatherMs: 5, retryMs: 1_000 });
  const tries = attempt(acks.add);
  let loop = Promise.resolve();
  let failures = 0;

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if (await lease.take()) await hold();
        else await pause(pace.leaseMs / 3);
      } catch (error) {
        await backOff(error);
      }
    }
  };

  const hold = async (): Promise<void> => {
    const renewing = setInterval(() => void lease.renew(), pace.leaseMs / 3);
    try {
      await group.create();
      await readSession({ ...parts, acks, stopping: stopping.signal, isHeld: lease.isHeld, attempt: tries, onRead });
    } finally {
      await acks.flush();
      clearInterval(renewing);
      await lease.release();
    }
  };

  const onRead = (): void => {
    if (failures > 0) logger.info('The consumer reads again');
    failures = 0;
  };

  const backOff = async (error: unknown): Promise<void> => {
    if (stopping.signal.aborted) return;
    failures += 1;
    if (failures === 1) logger.warn({ err: error }, 'The consumer can not read for now');
    await pause(Math.min(25 * 2 ** failures, 1_000));
  };

  const pause = async (delayMs: number): Promise<void> => {
    await delay(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
  };

  return {
    start: async () => {
      await waitForFirstAttempt(reader);
      loop = run();
    },
    stop: async () => {
      stopping.abort();
      reader.disconnect();
      await loop;
      acks.stop();
    },
  };
};

const acknowledge = async (group: ConsumerGroup, entryIds: string[]): Promise<void> => {
  await group.acknowledge(entryIds);
  faultPoint('event-acknowledged');
};
