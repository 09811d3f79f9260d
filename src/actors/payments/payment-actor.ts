import { DomainError } from '../../domain/errors';
import type { Message } from '../../domain/message';
import type { OrderClosing, PaymentMessage } from '../../machines/payment/payment-messages';
import type { Caller, Request } from '../../ports/request';
import { attending } from '../host/attention';
import { isStaff } from '../orders/order-permissions';
import { beginPayment } from './begin-payment';
import { type CommandRequest, commandPayment, type PaymentCommandType } from './command-payment';
import { decided } from './payment-decisions';
import type { PaymentParts } from './payment-dependencies';
import type { PaymentDocument } from './payment-document';

export type PaymentActor = ReturnType<typeof paymentActor>;

/** Everything that can be asked of a payment. Refusals are `DomainError`s; another user's payment is not found. */
export const paymentActor = (parts: PaymentParts) => {
  const { store, host } = parts;

  const get = async (paymentId: string, caller: Caller): Promise<PaymentDocument> => {
    const payment = await store.read(paymentId);
    if (!payment || !(isStaff(caller) || payment.userId === caller.userId)) throw paymentNotFound(paymentId);
    return payment;
  };

  const tell = (paymentId: string, message: PaymentMessage): Promise<PaymentDocument> =>
    host.change(paymentId, message, (payment) => decided(payment, message, parts.timers));

  const command = (type: PaymentCommandType) => {
    const ask = commandPayment(parts, type);
    return async (paymentId: string, request: CommandRequest, from: Request, waitMs: number) => {
      await get(paymentId, from.caller);
      return ask(paymentId, request, from, waitMs);
    };
  };

  return {
    get,
    tell,
    attending: attending(parts),
    begin: beginPayment(parts),

    /** @throws DomainError `payment-not-found`, and what `commandPayment` refuses */
    capture: command('capture'),
    void: command('void'),
    refund: command('refund'),

    /** The payments of one order, newest first. */
    listOfOrder: async (orderId: string, caller: Caller): Promise<PaymentDocument[]> => {
      const payments = await store.list({ orderId, limit: paymentsOfOrderMax });
      return isStaff(caller) ? payments : payments.filter(({ userId }) => userId === caller.userId);
    },

    /** The order wants no money any more: every payment of it, or the one that is named, answers. */
    close: async (orderId: string, closing: OrderClosing, envelope: Omit<Message, 'type'>): Promise<void> => {
      const payments = await store.list({ orderId, limit: paymentsOfOrderMax });
      const concerned = payments.filter(
        ({ _id }) => closing.type !== 'order.payment_rejected' || _id === closing.paymentId,
      );
      await Promise.all(concerned.map(({ _id }) => tell(_id, { ...closing, ...envelope })));
    },
  };
};

/** More payments than any order begins: the declines of one order are bounded. */
const paymentsOfOrderMax = 100;

/** There is no such payment, or it is somebody else's. */
export const paymentNotFound = (paymentId: string) =>
  new DomainError('payment-not-found', `There is no payment ${paymentId}`);
