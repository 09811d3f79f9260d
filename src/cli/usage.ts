/** The command was not understood; the message says what of it. */
export class UsageError extends Error {}

/** What `npm run events` can do. */
export const usage = `usage: npm run events -- <command>

  read <stream> [<order id>]         prints a stream of Redis, one entry a line

  replay --to <stream>[/<group>]     publishes events once more, from MongoDB, under their ids, into a stream of its own
    --from <stream>                  order-events (default) or payment-events
    --order <id>                     only those of this order
    --from-seq <n>                   of each order or payment only from this seq on
    --from-time <time>               only from this time on (2026-01-31 or 2026-01-31T10:00:00Z)
    --to-time <time>                 only up to before this time

  dead-letters list [<stream>]       what consumer groups have given up; of both streams without a name
    --group <group> --order <id>     only of this group, of this order
  dead-letters show <stream> <id>    one of them, in full
  dead-letters retry <stream> <id>   gives it to its group again, with the other events of its order, in their order
  dead-letters drop <stream> <id>    forgets it; with the last one its order goes on
    --group <group> --order <id>     instead of an id: all that the group has of this order
    --group <group> --all            instead of an id: all that the group has

It works on the service that runs here (.data/endpoints.json), or on REDIS_URL, ORDERS_MONGODB_URI, PAYMENTS_MONGODB_URI and
STREAM_PARTITIONS.
`;

/** A name of a stream or a group as we take it. @throws UsageError */
export const nameIn = (what: string, value: string | undefined): string => {
  if (value === undefined) throw new UsageError(`${what} is missing`);
  if (!/^[\w.-]{1,100}$/.test(value)) throw new UsageError(`${what} must be a name, not ${value}`);
  return value;
};

/** The id of an order. @throws UsageError */
export const orderIdIn = (value: string): string => {
  if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(value))
    throw new UsageError(`${value} is not the id of an order`);
  return value;
};
