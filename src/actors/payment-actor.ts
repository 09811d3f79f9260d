import { DomainError } from '../domain/errors';
import type { Message } from '../machines/messages';
import type { OrderClosing, PaymentMessage } from '../machines/payment/payment-messages';
import { beginPayment } from './begin-payment';
import { type Charging, chargeProtocol } from './charge-protocol';
import { isStaff } from './order-rights';
import { decided } from './payment-decisions';
import type { PaymentDocument } from './payment-document';
import type { PaymentParts } from './payment-parts';
import type { Caller, Request } from './ports';
import { type RefundRequest, refundPayment } from './refund-payment';

export type PaymentActor = ReturnType<typeof paymentActor>;

/** Everything that can be asked of a payment. Refusals are `DomainError`s; another user's payment is not found. */
export const paymentActor = (parts: PaymentParts) => {
  const { store, host } = parts;

  const get = async (paymentId: string, caller: Caller): Promise<PaymentDocument> => {
    const payment = await store.read(paymentId);
    if (!payment || !(isStaff(caller) || payment.userId === caller.userId)) throw notFound(paymentId);
    return payment;
  };

  const tell = (paymentId: string, message: PaymentMessage): Promise<PaymentDocument> =>
    host.change(paymentId, message, (payment) => decided(payment, message, parts.timers));

  const charging: Charging = { ...parts, tell };
  const refund = refundPayment(parts);

  return {
    get,
    tell,
    begin: beginPayment(parts),

    /** @throws DomainError `payment-not-found`, and what `refundPayment` refuses */
    refund: async (paymentId: string, request: RefundRequest, from: Request, waitMs: number) => {
      await get(paymentId, from.caller);
      return refund(paymentId, request, from, waitMs);
    },

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

    /** Does one piece of work that is due. Safe to repeat: the claim reads the payment again, and the gateway knows the key. */
    work: (paymentId: string, workId: string): Promise<void> => chargeProtocol(charging, paymentId, workId),
  };
};

/** More payments than any order begins: the declines of one order are bounded. */
const paymentsOfOrderMax = 100;

const notFound = (paymentId: string) => new DomainError('payment-not-found', `There is no payment ${paymentId}`);
