import { DomainError } from '../domain/errors';
import type { WorkKind } from '../machines/actor-document';
import type { Message } from '../machines/messages';
import type { OrderClosing, PaymentMessage } from '../machines/payment/payment-messages';
import { continueTrace, inTrace } from '../observability/tracing';
import { attending } from './attending';
import { beginPayment } from './begin-payment';
import { type Charging, chargeProtocol } from './charge-protocol';
import { type CommandRequest, commandPayment, type PaymentCommandType } from './command-payment';
import { dueWork, isDue } from './due-work';
import { hearGateway } from './hear-gateway';
import { isStaff } from './order-rights';
import { decided } from './payment-decisions';
import type { PaymentDocument } from './payment-document';
import type { PaymentParts } from './payment-parts';
import type { Caller, Request } from './ports';

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

  const charging: Charging = { ...parts, tell };
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

    /** Asks the gateway about what there may be news of, and applies what it says. */
    hear: hearGateway(charging),

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
    work: async (paymentId: string, workId: string): Promise<void> => {
      const work = await dueWork(store, paymentId, workId, parts.clock());
      if (!work) return;
      if (!isWindow(work.kind))
        return inTrace(continueTrace(work.traceparent), () => chargeProtocol(charging, paymentId, work));
      const time = parts.clock();
      const commandId = `${paymentId}-${workId}-${work.commandId}`;
      const message: PaymentMessage = { type: `${work.kind}.closed`, commandId, time, actor: 'timer' };
      // What is cached may be old: the timer may be another one by now.
      await host.change(paymentId, message, (payment) =>
        isDue(payment, workId, time) ? decided(payment, message, parts.timers) : payment,
      );
    },
  };
};

const isWindow = (kind: WorkKind): kind is 'challengeWindow' | 'authorizationWindow' =>
  kind === 'challengeWindow' || kind === 'authorizationWindow';

/** More payments than any order begins: the declines of one order are bounded. */
const paymentsOfOrderMax = 100;

/** There is no such payment, or it is somebody else's. */
export const paymentNotFound = (paymentId: string) =>
  new DomainError('payment-not-found', `There is no payment ${paymentId}`);
