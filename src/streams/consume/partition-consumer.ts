import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '../../domain/algorithms/backoff';
import { waitForFirstAttempt } from '../../redis/connect';
import type { Lease } from './lease';
import { type ReadDependencies, readPartition } from './read-loop';

/** Reads one partition for one group while it holds the lease, and waits for the lease while it does not. */
export interface PartitionConsumer {
  /** Begins as soon as the first attempt to connect is over; does not wait for Redis. */
  start: () => Promise<void>;
  /** Ends reading, waits for running handlers, acknowledges and releases the lease. */
  stop: () => Promise<void>;
}

interface PartitionDependencies extends Omit<ReadDependencies, 'onRead'> {
  lease: Lease;
  stopping: AbortController;
  /** How long `stop` waits for running handlers. */
  stopMaxMs: number;
}

const retryBackoff = { firstMs: 50, maxMs: 1_000 };

/** Creates the consumer of one partition. It outlives every outage of Redis. */
export const createPartitionConsumer = (dependencies: PartitionDependencies): PartitionConsumer => {
  const { lease, reader, group, deliveries, pace, logger, stopping, stopMaxMs } = dependencies;
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
    const renewal = setInterval(() => void lease.renew(), pace.leaseMs / 3).unref();
    try {
      await group.create();
      await readPartition({ ...dependencies, onRead });
    } finally {
      await deliveries.finish();
      clearInterval(renewal);
      await lease.release();
    }
  };

  const onRead = (): void => {
    if (failures > 0) logger.info({ event: 'consumer.resumed' }, 'consumer reads again');
    failures = 0;
  };

  const backOff = async (error: unknown): Promise<void> => {
    if (stopping.signal.aborted) return;
    failures += 1;
    if (failures === 1)
      logger.warn({ event: 'consumer.interrupted', err: error }, 'consumer cannot read; it will retry');
    await pause(backoffMs(retryBackoff, failures));
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
      const isOver = await endsWithin(loop, stopMaxMs);
      if (!isOver) logger.warn({ event: 'consumer.abandoned' }, 'consumer stopped while handlers were running');
      deliveries.stop();
    },
  };
};

/** What a handler leaves behind when it outlasts the stop stays pending, and is delivered again. */
const endsWithin = async (loop: Promise<void>, maxMs: number): Promise<boolean> => {
  const cancel = new AbortController();
  const deadline = delay(maxMs, false, { signal: cancel.signal }).catch(() => false);
  try {
    return await Promise.race([loop.then(() => true), deadline]);
  } finally {
    cancel.abort();
  }
};
