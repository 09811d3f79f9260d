import type { Idempotency, WorkItem } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import { fromDecimal } from '../../domain/money';
import { findWorkItem, isOpen } from '../../domain/work-item';
import type { PaymentCommand } from '../../machines/payment/payment-messages';
import { awaitsCustomer, refundableMinor } from '../../machines/payment/payment-refusals';
import type { Request } from '../../ports/request';
import { assertSameRequest, fingerprint, toEnvelope, toIdempotency } from '../host/idempotency';
import { forbidden } from '../orders/order-errors';
import { isStaff } from '../orders/order-permissions';
import { decidePayment } from './payment-decisions';
import type { PaymentDependencies } from './payment-dependencies';
import type { PaymentDocument } from './payment-document';

/** What staff may ask of a payment. */
export type PaymentCommandType = 'capture' | 'void' | 'refund';

/** What a client sends with it: an amount in major units, or all that there is. */
export interface CommandRequest {
  amount?: number;
  reason?: string;
}

/** A payment with the work that a command became, and whether an earlier request asked for it. */
export interface CommandedPayment {
  payment: PaymentDocument;
  work: WorkItem;
  replayed: boolean;
}

/**
 * Asks for a capture, a void or a refund, once for each idempotency key, and waits up to `waitMs` for its outcome. A key
 * that the caller used for another payment is refused by the commit itself.
 * @throws DomainError `payment-not-capturable`, `payment-not-voidable`, `payment-not-refundable`,
 *   `capture-exceeds-authorized`, `refund-exceeds-captured`, `idempotency-key-reused`
 */
export const commandPayment =
  (parts: PaymentDependencies, type: PaymentCommandType) =>
  async (paymentId: string, request: CommandRequest, from: Request, waitMs: number): Promise<CommandedPayment> => {
    const commandId = newId();
    const idempotency = toIdempotency(`${type}Payment ${paymentId}`, request, from);
    const payment = await parts.host.change(paymentId, { commandId }, (stored) => {
      const earlier = findByKey(stored, type, idempotency);
      if (!earlier) return withCommand(parts, stored, { type, request, from, commandId, idempotency });
      assertSameRequest(earlier.idempotency, idempotency);
      return stored;
    });
    const workId = findByKey(payment, type, idempotency)?.id ?? workIdOf(type, commandId);
    const isOver = ({ work }: PaymentDocument) => !work.some((one) => one.id === workId && isOpen(one));
    const settled = await parts.commits.waitUntil(payment, isOver, waitMs);
    const work = findWorkItem(settled.work, workId);
    if (!work) throw new DomainError('version-conflict', `${workId} is not there`);
    return { payment: settled, work, replayed: work.commandId !== commandId };
  };

const workIdOf = (type: PaymentCommandType, commandId: string): string => `${type}-${commandId}`;

/** The work of an earlier request with the same key, which belongs to its caller and operation. */
const findByKey = (
  { work }: PaymentDocument,
  type: PaymentCommandType,
  idempotency?: Idempotency,
): WorkItem | undefined => idempotency && work.find((item) => item.kind === type && hasKey(item, idempotency));

const hasKey = ({ idempotency }: WorkItem, { caller, key }: Idempotency): boolean =>
  idempotency?.caller === caller && idempotency.key === key;

interface CommandInput {
  type: PaymentCommandType;
  request: CommandRequest;
  from: Request;
  commandId: string;
  idempotency: Idempotency | undefined;
}

const withCommand = (
  { clock, timers }: PaymentDependencies,
  payment: PaymentDocument,
  { type, request, from, commandId, idempotency }: CommandInput,
): PaymentDocument => {
  // Staff void any authorization; the owner only leaves a step that they were asked for.
  if (type === 'void' && !isStaff(from.caller) && !awaitsCustomer(payment)) throw forbidden('void');
  const workId = workIdOf(type, commandId);
  const message = {
    ...toEnvelope(from, clock()),
    ...toCommand(payment, type, workId, request),
    commandId,
    ...(request.reason !== undefined && { reason: request.reason }),
    ...(idempotency && { idempotency }),
  };
  const next = decidePayment(payment, message, timers);
  if (!idempotency) return next;
  const commandKey = fingerprint([type, idempotency.caller, idempotency.key]);
  return { ...next, commandKeys: [...(payment.commandKeys ?? []), commandKey] };
};

/** From the wire to the machine: an amount in minor units, all that there is unless one is named. */
const toCommand = (
  payment: PaymentDocument,
  type: PaymentCommandType,
  workId: string,
  { amount }: CommandRequest,
): PaymentCommand => {
  if (type === 'void') return { type, workId };
  const allMinor = type === 'capture' ? payment.amountMinor : refundableMinor(payment);
  return { type, workId, amountMinor: amount === undefined ? allMinor : fromDecimal(amount, payment.currency) };
};
