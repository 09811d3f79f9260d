import type { PaymentDocument } from '../actors/payments/payment-document';
import { newId } from '../domain/ids';
import { type Dispute, isSameDispute } from '../domain/payment';
import type { PaymentMessage } from '../machines/payment/payment-messages';
import type { Clock } from '../ports/clock';
import type { PaymentGateway } from '../ports/gateway';
import type { ActorStore } from '../ports/stores';
import type { SyncResult } from './sync-with-gateway';

interface DisputesDependencies {
  store: Pick<ActorStore<PaymentDocument>, 'read'>;
  gateway: Pick<PaymentGateway, 'readCharge' | 'readDisputes' | 'listDisputes' | 'readFraudWarnings'>;
  send: (paymentId: string, message: PaymentMessage) => Promise<PaymentDocument>;
  clock: Clock;
}

/** Takes over what the gateway knows of disputes. Safe to repeat: a payment has each dispute once, as it stands. */
export interface Disputes {
  /** Reads the disputes of one charge, after an event about one. */
  sync: (gatewayRef: string) => Promise<SyncResult>;
  /** Reads the issuer's fraud warnings about one charge, after an event about one. */
  warn: (gatewayRef: string) => Promise<SyncResult>;
  /** Reads the disputes that were opened since then, for events that never arrived. */
  syncSince: (since: Date) => Promise<void>;
}

/** Creates the handling of disputes and early fraud warnings. */
export const createDisputes = (dependencies: DisputesDependencies): Disputes => {
  const { gateway, send, clock } = dependencies;
  const envelope = () => ({ commandId: newId(), time: clock(), actor: 'payment-service' });

  const report = async (payment: PaymentDocument, disputes: Dispute[]): Promise<void> => {
    for (const dispute of disputes) {
      const known = payment.disputes?.find(({ id }) => id === dispute.id);
      if (known && isSameDispute(known, dispute)) continue;
      await send(payment._id, { type: 'dispute.reported', dispute, ...envelope() });
    }
  };
  return {
    sync: (gatewayRef) =>
      withPayment(dependencies, gatewayRef, async (payment) => report(payment, await gateway.readDisputes(gatewayRef))),
    warn: (gatewayRef) =>
      withPayment(dependencies, gatewayRef, async ({ _id }) => {
        for (const warningId of await gateway.readFraudWarnings(gatewayRef)) {
          await send(_id, { type: 'fraud.warned', warningId, ...envelope() });
        }
      }),
    syncSince: async (since) => {
      for (const { gatewayRef, dispute } of await gateway.listDisputes(since)) {
        await withPayment(dependencies, gatewayRef, (payment) => report(payment, [dispute]));
      }
    },
  };
};

/** Runs an action on the payment that a charge belongs to: the charge's own metadata says which. */
const withPayment = async (
  { gateway, store }: DisputesDependencies,
  gatewayRef: string,
  act: (payment: PaymentDocument) => Promise<void>,
): Promise<SyncResult> => {
  const charge = await gateway.readCharge(gatewayRef);
  const payment = charge?.reference && (await store.read(charge.reference.paymentId));
  if (!payment) return 'unmatched';
  await act(payment);
  return 'applied';
};
