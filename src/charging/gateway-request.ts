import type { PaymentDocument } from '../actors/payments/payment-document';
import { openInstrument } from '../actors/payments/payment-instrument';
import type { WorkItem } from '../domain/actor-document';
import type { GatewayRequest } from '../ports/gateway';
import type { Vault } from '../ports/vault';

/** What the gateway is told to do, or asked about, for one piece of work. Only here are sealed values opened. */
export const toGatewayRequest = (vault: Vault, payment: PaymentDocument, work: WorkItem): GatewayRequest => {
  const gatewayRef = work.gatewayRef ?? payment.gatewayRef;
  return {
    kind: work.kind as GatewayRequest['kind'],
    key: `${payment._id}-${work.id}`,
    reference: { orderId: payment.orderId, paymentId: payment._id, workId: work.id },
    amountMinor: work.amountMinor ?? payment.amountMinor,
    currency: payment.currency,
    paymentMethod: payment.paymentMethod,
    capture: payment.capture,
    ...(work.firstSentAt !== undefined && { firstSentAt: work.firstSentAt }),
    ...(work.kind === 'charge' && openInstrument(vault, payment)),
    ...(isAboutCharge(payment, work) && gatewayRef !== undefined && { gatewayRef: vault.open(gatewayRef) }),
  };
};

/** Everything that follows a charge; a charge itself has a handle only while its customer is asked for a step. */
const isAboutCharge = ({ nextAction }: PaymentDocument, { kind }: WorkItem): boolean =>
  kind !== 'charge' || nextAction !== undefined;
