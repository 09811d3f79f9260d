import type { GatewayAdapter } from '../../ports/gateway';
import { createStripeCards } from './stripe-cards';
import { createStripeGateway, type StripeGatewayOptions } from './stripe-gateway';

/** Creates everything that the service needs of Stripe: payments, stored cards, and where its webhooks arrive. */
export const createStripe = (options: StripeGatewayOptions): GatewayAdapter => ({
  gateway: createStripeGateway(options),
  cards: createStripeCards(options),
  webhook: { path: '/webhooks/stripe', signatureHeader: 'Stripe-Signature' },
});
