import type { OrderDocument } from '../../actors/orders/order-document';
import type { LogEntry } from '../../domain/actor-document';
import type { Caller } from '../../ports/request';
import { toVisibleFailure } from '../payments/failure-details';
import { seesDetails } from '../resources';

/** An event of an order, as the contract says: the same as in the stream, its data as JSON. */
export const toOrderEvent = (order: OrderDocument, entry: LogEntry, caller: Caller) => ({
  specversion: '1.0',
  id: entry.id,
  source: '/order-service',
  type: entry.type,
  subject: order._id,
  time: entry.time.toISOString(),
  datacontenttype: 'application/json',
  seq: entry.seq,
  ...(entry.traceparent !== undefined && { traceparent: entry.traceparent }),
  data: seesDetails(order, caller) ? toVisibleFailure(entry.data, caller) : withoutDetails(entry.data),
});

/** What a bank said is for the owner and for admins, in an event as in a payment. */
const withoutDetails = ({ failureCode: _code, failureReason: _reason, ...data }: LogEntry['data']): LogEntry['data'] =>
  data;
