import type { Payment } from '../../domain/payment';
import type { PaymentEvent } from '../../domain/payment-events';
import type { WorkRequest } from '../../domain/work-item';
import type { AttentionRequest } from '../effects';
import {
  type ActionArgs,
  amountIn,
  countAttempts,
  duplicateRefundId,
  type PaymentContext,
  workIdIn,
} from './payment-context';
import type { PaymentMessage } from './payment-messages';
import { refundableMinor } from './payment-refusals';

/** Publishes an event of the payment with the state that it enters. */
export const publish = (publication: (payment: Payment, message: PaymentMessage) => PaymentEvent) => ({
  type: 'publish' as const,
  params: ({ context, event }: ActionArgs) => publication(context, event),
});

/** Requests the next charge attempt. Its id is its number, so that no attempt is made twice. */
export const nextAttempt = {
  type: 'charge' as const,
  params: ({ context }: ActionArgs): WorkRequest => ({
    id: `charge-${countAttempts(context) + 1}`,
    amountMinor: context.amountMinor,
  }),
};

/** Flags the payment for an operator, once for each work item. */
export const needsAttention = (reason: string) => ({
  type: 'needsAttention' as const,
  params: ({ event }: ActionArgs): AttentionRequest => {
    const workId = workIdIn(event);
    return { id: workId === '' ? reason : `${reason}:${workId}`, reason, ...(workId !== '' && { detail: workId }) };
  },
});

/** Flags the payment for an operator, until the work item that the message is about is over. */
export const needsAttentionWhileOpen = (reason: string) => ({
  type: 'needsAttention' as const,
  params: ({ event }: ActionArgs): AttentionRequest => {
    const workId = workIdIn(event);
    return { id: `${reason}:${workId}`, reason, detail: workId, whileOpen: workId };
  },
});

/** Requests a refund of everything that is left, because the order is closed. */
export const refundRemainder = {
  type: 'refund' as const,
  params: ({ context }: ActionArgs): WorkRequest => ({
    id: nextId(context, 'refund-order-closed'),
    amountMinor: refundableMinor(context),
    reason: context.orderClosed ?? 'order closed',
    ...ofCharge(context),
  }),
};

/** Requests the release of what the gateway holds, once for each reason. */
export const voidAuthorization = (reason: string) => ({
  type: 'void' as const,
  params: ({ context }: ActionArgs): WorkRequest => ({ id: `void-${reason}`, reason, ...ofCharge(context) }),
});

/** Requests the refund of a duplicate charge, by its own handle. */
export const refundDuplicate = {
  type: 'refund' as const,
  params: ({ event }: ActionArgs): WorkRequest => ({
    ...duplicateIn(event),
    id: duplicateRefundId(event),
    amountMinor: amountIn(event),
  }),
};

/** Requests the release of a duplicate charge that is only authorized. */
export const voidDuplicate = {
  type: 'void' as const,
  params: ({ event }: ActionArgs): WorkRequest => ({
    ...duplicateIn(event),
    id: `void-duplicate-${workIdIn(event)}`,
  }),
};

/** Requests what a command asks for, about the charge of this payment. */
export const toWorkRequest = ({ context, event }: ActionArgs): WorkRequest => ({
  id: workIdIn(event),
  ...('amountMinor' in event && { amountMinor: event.amountMinor }),
  ...('reason' in event && event.reason !== undefined && { reason: event.reason }),
  ...('idempotency' in event && event.idempotency !== undefined && { idempotency: event.idempotency }),
  ...ofCharge(context),
});

/** The id, with a number when there is work with it already: an earlier refund may have been declined. */
const nextId = ({ work }: PaymentContext, id: string): string => {
  const earlier = work.filter((item) => item.id === id || item.id.startsWith(`${id}-`)).length;
  return earlier === 0 ? id : `${id}-${earlier + 1}`;
};

const duplicateIn = (message: PaymentMessage) => ({
  isDuplicateCharge: true,
  reason: 'duplicate charge',
  ...('gatewayRef' in message && { gatewayRef: message.gatewayRef }),
});

const ofCharge = ({ gatewayRef }: Payment) => (gatewayRef === undefined ? {} : { gatewayRef });
