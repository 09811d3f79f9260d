import type { Message } from '../../domain/message';
import type { DisputeStatus } from '../../domain/payment';
import type { OrderClosing, PaymentMessage } from '../../machines/payment/payment-messages';
import type { Caller, Request } from '../../ports/request';
import { type AttentionList, createAttentionList } from '../host/attention';
import { isStaff } from '../orders/order-permissions';
import { type BeginPaymentRequest, type BegunPayment, beginPayment } from './begin-payment';
import { type CommandedPayment, type CommandRequest, commandPayment, type PaymentCommandType } from './command-payment';
import { decidePayment } from './payment-decisions';
import type { PaymentDependencies } from './payment-dependencies';
import type { PaymentDocument } from './payment-document';
import { paymentNotFound } from './payment-errors';

/** Asks for a capture, a void or a refund. */
type CommandPayment = (
  paymentId: string,
  request: CommandRequest,
  from: Request,
  waitMs: number,
) => Promise<CommandedPayment>;

/** One page of disputed payments. */
export interface DisputeQuery {
  status?: DisputeStatus;
  after?: string;
  limit: number;
}

/** The operations on payments. A refusal is a `DomainError`; a payment of another user is not found. */
export interface PaymentActor {
  /** Returns the payment as a majority of the database has it. @throws DomainError `payment-not-found` */
  get: (paymentId: string, caller: Caller) => Promise<PaymentDocument>;
  /** Returns the payments of one order, newest first. */
  listOfOrder: (orderId: string, caller: Caller) => Promise<PaymentDocument[]>;
  /** Returns the payments with a dispute in this status, or in any, newest first. For staff. */
  listDisputed: (query: DisputeQuery) => Promise<PaymentDocument[]>;
  /** Begins a payment and waits up to `waitMs` for its outcome. @throws DomainError what `beginPayment` refuses */
  begin: (request: BeginPaymentRequest, from: Request, waitMs: number) => Promise<BegunPayment>;
  /** Each waits up to `waitMs` for its outcome. @throws DomainError `payment-not-found`, what `commandPayment` refuses */
  capture: CommandPayment;
  void: CommandPayment;
  refund: CommandPayment;
  /** Tells the payments of an order, or the one that is named, that the order needs no more money. */
  close: (orderId: string, closing: OrderClosing, envelope: Omit<Message, 'type'>) => Promise<void>;
  /** Sends a message to the payment's machine and returns the payment as committed. */
  send: (paymentId: string, message: PaymentMessage) => Promise<PaymentDocument>;
  /** The payments that need a person. */
  attention: AttentionList<PaymentDocument>;
}

/** Creates the operations on payments. */
export const createPaymentActor = (dependencies: PaymentDependencies): PaymentActor => {
  const { store, host, timers } = dependencies;
  const get = async (paymentId: string, caller: Caller): Promise<PaymentDocument> => {
    const payment = await store.read(paymentId);
    if (!payment || !(isStaff(caller) || payment.userId === caller.userId)) throw paymentNotFound(paymentId);
    return payment;
  };
  const send = (paymentId: string, message: PaymentMessage): Promise<PaymentDocument> =>
    host.change(paymentId, message, (payment) => decidePayment(payment, message, timers));
  const command = (type: PaymentCommandType): CommandPayment => {
    const run = commandPayment(dependencies, type);
    return async (paymentId, request, from, waitMs) => {
      await get(paymentId, from.caller);
      return run(paymentId, request, from, waitMs);
    };
  };
  return {
    get,
    send,
    begin: beginPayment(dependencies),
    capture: command('capture'),
    void: command('void'),
    refund: command('refund'),
    listOfOrder: async (orderId, caller) => {
      const payments = await store.list({ orderId, limit: paymentsOfOrderMax });
      return isStaff(caller) ? payments : payments.filter(({ userId }) => userId === caller.userId);
    },
    listDisputed: ({ status, ...page }) => store.list({ ...page, disputed: status ?? 'any' }),
    close: async (orderId, closing, envelope) => {
      const payments = await store.list({ orderId, limit: paymentsOfOrderMax });
      const isConcerned = ({ _id }: PaymentDocument) =>
        closing.type !== 'order.payment_rejected' || _id === closing.paymentId;
      await Promise.all(payments.filter(isConcerned).map(({ _id }) => send(_id, { ...closing, ...envelope })));
    },
    attention: createAttentionList(dependencies),
  };
};

/** More payments than any order begins: the declines of one order are bounded. */
const paymentsOfOrderMax = 100;
