import Stripe from 'stripe';
import type { GatewayRequest, Outcome, PaymentGateway } from '../../ports/gateway';
import { findRequest } from './find-request';
import { listCharges, readCharge } from './list-charges';
import { sendRequest } from './send-request';
import { findAmountRefusal } from './stripe-amounts';
import { listDisputes, readDisputes, readFraudWarnings } from './stripe-disputes';
import {
  isDecline,
  isRefusal,
  isStateConflict,
  isTransient,
  redactError,
  toDecline,
  toDeclinedRequest,
  toRefusedRequest,
} from './stripe-errors';
import { createWebhookReader, listEvents } from './stripe-events';

/** What the account at Stripe promises. */
export interface StripeGatewayOptions {
  /** More than one while a secret is rotated. */
  webhookSecrets: string[];
  /** Stripe forgets a key after 24 hours at the earliest. */
  keyLifetimeMs: number;
  /** Stripe does; another server that speaks its API may not. */
  keepsFailedKeys: boolean;
  quietMs: number;
  timeoutMs: number;
  onFailure: (dependency: string) => void;
}

/** Creates payments through Stripe's API: payment intents and refunds, found again by our reference in their metadata. */
export const createStripeGateway = (
  stripe: Stripe,
  { webhookSecrets, onFailure, ...capabilities }: StripeGatewayOptions,
): PaymentGateway => {
  const count = (error: unknown): never => {
    onFailure('gateway');
    throw redactError(error);
  };
  return {
    capabilities,
    amounts: { findRefusal: findAmountRefusal },
    send: (request) => send(stripe, request).catch(count),
    find: (request) => findRequest(stripe, request).catch(count),
    readWebhook: createWebhookReader(stripe, webhookSecrets),
    listEvents: (since, until) => listEvents(stripe, since, until).catch(count),
    listCharges: (since) => listCharges(stripe, since).catch(count),
    readCharge: (gatewayRef) => readCharge(stripe, gatewayRef).catch(count),
    readDisputes: (gatewayRef) => readDisputes(stripe, gatewayRef).catch(count),
    listDisputes: (since) => listDisputes(stripe, since).catch(count),
    readFraudWarnings: (gatewayRef) => readFraudWarnings(stripe, gatewayRef).catch(count),
  };
};

const send = async (stripe: Stripe, request: GatewayRequest): Promise<Outcome> => {
  const refusal = request.kind === 'charge' ? findAmountRefusal(request.amountMinor, request.currency) : null;
  if (refusal !== null)
    return { kind: 'refused-request', failureCode: 'AMOUNT_NOT_CHARGEABLE', failureReason: refusal };
  return sendRequest(stripe, request).catch((error) => toOutcome(stripe, request, error));
};

/**
 * A card error and a request that Stripe refused are definite. When Stripe says that the object is in another state
 * already, the state is looked up: an earlier send, or a person at the dashboard, may have done what was asked for.
 * Everything else says nothing about the money and is thrown.
 */
const toOutcome = async (stripe: Stripe, request: GatewayRequest, error: unknown): Promise<Outcome> => {
  if (error instanceof Stripe.errors.StripeCardError) return toDecline(error, { isByIssuer: true });
  if (!isRefusal(error) || isTransient(error)) throw error;
  if (!isStateConflict(error)) {
    return request.kind === 'charge' && !isDecline(error)
      ? toRefusedRequest(error)
      : toDeclinedRequest(request.kind, error);
  }
  const found = await findRequest(stripe, request);
  return found.kind === 'absent' ? toDeclinedRequest(request.kind, error) : found;
};
