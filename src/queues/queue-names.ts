/** One hash tag for all queues, so that they share a slot of a Redis Cluster. */
export const queuePrefix = '{oms}';

/** The queues of due work. */
export type QueueName = 'order-work' | 'payment-work';
