import type { GatewayAdapter } from '../../ports/gateway';
import { createStripeCards } from './stripe-cards';
import { createStripeClient, type StripeAccess } from './stripe-client';
import { createStripeGateway, type StripeGatewayOptions } from './stripe-gateway';

/** Creates everything that the service needs of Stripe: payments, stored cards, and where its webhooks arrive. */
export const createStripe = (options: StripeAccess & StripeGatewayOptions): GatewayAdapter => {
  const stripe = createStripeClient(options);
  return {
    gateway: createStripeGateway(stripe, options),
    cards: createStripeCards(stripe, options),
    webhook: { path: '/webhooks/stripe', signatureHeader: 'Stripe-Signature' },
  };
};
