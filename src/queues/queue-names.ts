/** One hash tag for all queues, so that they share a slot of a Redis Cluster. */
export const queuePrefix = '{oms}';

/** The queues of due work. */
export type QueueName = 'order-work' | 'payment-work';

export const queueOptions = {
  // Nothing is written before the server has been checked.
  skipMetasUpdate: true,
  // A queue of BullMQ whose first command fails never works again, and this would be its first command.
  skipVersionCheck: true,
};
