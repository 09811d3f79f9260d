import type { PaymentDocument } from '../actors/payments/payment-document';
import { openInstrument } from '../actors/payments/payment-instrument';
import type { WorkItem } from '../domain/actor-document';
import type { GatewayRequest } from '../ports/gateway';
import type { Vault } from '../ports/vault';

/** Returns what the gateway is asked to do, or asked about, for one work item. Only here are sealed values opened. */
export const toGatewayRequest = (vault: Vault, payment: PaymentDocument, work: WorkItem): GatewayRequest => {
  const gatewayRef = work.gatewayRef ?? payment.gatewayRef;
  return {
    kind: work.kind as GatewayRequest['kind'],
    key: toIdempotencyKey(payment, work),
    reference: { orderId: payment.orderId, paymentId: payment._id, workId: work.id },
    amountMinor: work.amountMinor ?? payment.amountMinor,
    currency: payment.currency,
    paymentMethod: payment.paymentMethod,
    capture: payment.capture,
    ...(payment.returnUrl !== undefined && { returnUrl: payment.returnUrl }),
    ...(work.firstSentAt !== undefined && { firstSentAt: work.firstSentAt }),
    ...(work.kind === 'charge' && openInstrument(vault, payment)),
    ...(isAboutCharge(payment, work) &&
      gatewayRef !== undefined && { gatewayRef: vault.open(gatewayRef, payment._id) }),
  };
};

/** Each attempt has a key of its own: a gateway that keeps an error under a key replays it for a day. */
const toIdempotencyKey = ({ _id }: PaymentDocument, { id, attempt = 1 }: WorkItem): string =>
  attempt === 1 ? `${_id}-${id}` : `${_id}-${id}-attempt-${attempt}`;

/** Everything that follows a charge; a charge itself has a handle only while its customer is asked for a step. */
const isAboutCharge = ({ nextAction }: PaymentDocument, { kind }: WorkItem): boolean =>
  kind !== 'charge' || nextAction !== undefined;
