import { readerRedis } from '../streams/redis';
import { partitionKeys } from '../streams/stream-keys';
import { streamBell } from '../streams/stream-tail';
import { type Tracking, tracking } from '../tracking/order-tracking';
import { lookout } from '../tracking/order-watcher';
import type { Core } from './infrastructure';
import type { Parts } from './services';

/** Live tracking. It connects to Redis while somebody tracks an order, and does without it. */
export const trackingOf = ({ config, logger, metrics }: Core, { orderSide }: Parts): Tracking => {
  const streams = partitionKeys('order-events', config.streamPartitions).map(({ stream }) => stream);
  const bell = streamBell({ connect: () => readerRedis(config.redisUrl, logger), streams });
  const { trackingHeartbeatMs: heartbeatMs, trackersMax, trackersPerCallerMax } = config;
  const watching = lookout({ read: orderSide.store.read, bell, everyMs: heartbeatMs });
  const trackers = tracking({ lookout: watching, heartbeatMs, trackersMax, trackersPerCallerMax });
  metrics.observe('order_trackers_open', 'Orders that are tracked live', async () => trackers.open());
  return trackers;
};
