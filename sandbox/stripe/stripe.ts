import type { Clock } from '../clock';
import type { Faults } from '../faults';
import type { Journal } from '../journal';
import { createRouter, type SandboxRouter } from '../request';
import { customerRouter } from './api/customer-routes';
import { eventRouter } from './api/event-routes';
import { IdempotencyKeys } from './api/idempotency';
import { intentRouter } from './api/intent-routes';
import { moneyRouter } from './api/money-routes';
import { type Api, transact } from './api/operations';
import { challengeRouter } from './challenge-page';
import { dashboardRouter } from './dashboard';
import { createEvents } from './events';
import { openLedger } from './ledger';
import { createGateway } from './resources/gateway';
import { expireHolds } from './resources/payment-intents';
import { webhookSender } from './webhooks';

export interface StripeOptions {
  webhookUrl?: string;
  webhookSecret?: string;
  /** The event types that the webhook endpoint is subscribed to, or `*`. */
  webhookEvents?: string[];
  /** Emits also the events that repeat another one, such as `payment_intent.created` and `charge.succeeded`. */
  everyEvent?: boolean;
}

interface StripeParts extends StripeOptions {
  journal: Journal;
  clock: Clock;
  faults: Faults;
  /** The address of the sandbox. */
  url: () => string;
}

/** The gateway: the part of Stripe's API that a shop needs, the dashboard, the bank's page and the ledger. */
export const createStripe = ({ journal, clock, faults, url, ...options }: StripeParts) => {
  const webhooks = webhookSender({
    ...(options.webhookUrl !== undefined && { url: options.webhookUrl }),
    ...(options.webhookSecret !== undefined && { secret: options.webhookSecret }),
    ...(options.webhookEvents !== undefined && { subscription: options.webhookEvents }),
    faults,
  });
  const ledger = openLedger(journal, clock);
  const events = createEvents({ journal, clock, everyEvent: options.everyEvent ?? false, deliver: webhooks.deliver });
  const gateway = createGateway({ journal, ledger, clock, events, challengeUrl: (id) => `${url()}/challenge/${id}` });
  const keyLifetimeMs = () => faults.hit({ method: 'POST', path: 'keys' }, 'keys')?.ms;
  const keys = new IdempotencyKeys(journal, clock, keyLifetimeMs);
  const api: Api = { gateway, events, journal, keys, faults };
  const sweeping = expireHoldsInTime(api, clock);
  const routers: SandboxRouter[] = [
    intentRouter(api),
    moneyRouter(api),
    customerRouter(api),
    eventRouter(api),
    dashboardRouter(api),
    challengeRouter(api),
    createRouter().get('/ledger', (ctx) => {
      const { order } = ctx.query;
      ctx.body = { data: ledger.lines(typeof order === 'string' ? order : undefined) };
    }),
  ];
  const close = (): void => {
    clearInterval(sweeping);
    webhooks.close();
  };
  return { guardKeys: keys.guard, routers, close };
};

const sweepMs = 60_000;

/** Authorizations expire when their time is over: soon after it, and at once when the clock is advanced. */
const expireHoldsInTime = (api: Api, clock: Clock): NodeJS.Timeout => {
  const sweep = (): void => transact(api, null, () => expireHolds(api.gateway));
  clock.onAdvance(sweep);
  return setInterval(sweep, sweepMs).unref();
};
