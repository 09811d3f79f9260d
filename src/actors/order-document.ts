import type { Order, OrderStatus } from '../domain/order';
import type { ActorDocument } from '../machines/actor-document';

/** An order as it is stored. */
export type OrderDocument = Order & ActorDocument & { status: OrderStatus };

/** The version of the order machine that documents are written with; older ones are upcast when they are read. */
export const orderMachineVersion = 1;
