import type { Middleware } from 'koa';
import { createRouter, type Form, formIn, idIn, type RequestState, type SandboxRouter, textIn } from '../../request';
import { delayOf, failsAfter, failsBefore } from '../resources/card-tokens';
import { cancelIntent, captureIntent, confirmIntent, createIntent, updateIntent } from '../resources/payment-intents';
import { getMethod } from '../resources/payment-methods';
import * as specs from './intent-parameters';
import { pageOf } from './lists';
import { type Api, delay, failed, get, list, type Operation, post, type Wrap } from './operations';
import { searchIntents } from './search';

/** https://docs.stripe.com/api/payment_intents */
export const intentRouter = (api: Api): SandboxRouter => {
  const { gateway, faults } = api;
  const { intents } = gateway;
  const about = (id: string): string => JSON.stringify(intents.find(id)?.metadata ?? {});
  const create: Operation = {
    spec: specs.createIntent,
    kind: 'payment_intent',
    run: (form) => createIntent(gateway, form),
    tokenOf: (form) => (textIn(form, 'confirm') === 'true' ? tokenIn(api, form) : undefined),
  };
  const confirm: Operation = {
    spec: specs.confirmIntent,
    kind: 'payment_intent',
    run: (form, id) => confirmIntent(gateway, form, id),
    tokenOf: (form, id) => tokenIn(api, form) ?? tokenOfMethod(api, intents.find(id)?.payment_method),
    about,
  };
  return createRouter()
    .post('/v1/payment_intents', charging(api, create))
    .get(
      '/v1/payment_intents',
      list(api, { spec: specs.listIntents, kind: 'payment_intent' }, (query) =>
        pageOf(intents, query, ({ customer }) => query.customer === undefined || customer === query.customer),
      ),
    )
    .get(
      '/v1/payment_intents/search',
      list(
        api,
        { spec: specs.searchIntents, kind: 'payment_intent' },
        (query) => searchIntents(gateway, query, faults.lagMs('search')),
        'search_result',
      ),
    )
    .get('/v1/payment_intents/:id', get(api, 'payment_intent', intents.get, { client_secret: 'text', expand: 'list' }))
    .post(
      '/v1/payment_intents/:id',
      post(api, {
        spec: specs.updateIntent,
        kind: 'payment_intent',
        run: (form, id) => updateIntent(gateway, form, id),
        about,
      }),
    )
    .post('/v1/payment_intents/:id/confirm', charging(api, confirm))
    .post(
      '/v1/payment_intents/:id/capture',
      post(api, {
        spec: specs.captureIntent,
        kind: 'payment_intent',
        run: (form, id) => captureIntent(gateway, id, textIn(form, 'amount_to_capture')),
        about,
      }),
    )
    .post(
      '/v1/payment_intents/:id/cancel',
      post(api, {
        spec: specs.cancelIntent,
        kind: 'payment_intent',
        run: (form, id) => cancelIntent(gateway, id, textIn(form, 'cancellation_reason')),
        about,
      }),
    );
};

/** The token behind the payment method that a request gives. */
const tokenIn = (api: Api, form: Form): string | undefined => {
  const data = formIn(form, 'payment_method_data');
  const id = textIn(form, 'payment_method');
  if (id !== undefined) return tokenOfMethod(api, id);
  return textIn(data, 'type') === 'paypal' ? 'paypal' : textIn(formIn(data, 'card'), 'token');
};

const tokenOfMethod = ({ gateway }: Api, id: string | null | undefined): string | undefined =>
  id?.startsWith('pm_card_') ? getMethod(gateway, id).token : gateway.methods.find(id ?? '')?.token;

/**
 * Carries out a charge as its token says: it may fail before or after the charge was made, and its first answer may be
 * late. The fault path `charged` hits behind the charge.
 */
const charging = (api: Api, operation: Operation): Middleware<RequestState> => {
  const tries = new Map<string, number>();
  const wrap: Wrap = (ctx, form, execute) => {
    const token = operation.tokenOf?.(form, idIn(ctx));
    if (token === undefined) return execute();
    ctx.state.delayMs = delayOf(token);
    const key = ctx.get('idempotency-key');
    const times = tries.get(key) ?? 0;
    if (failsBefore(token, times)) {
      tries.set(key, times + 1);
      return failed(false);
    }
    const executed = execute();
    if (executed.reply.status !== 200) return executed;
    const fault = api.faults.hit({ method: 'POST', path: 'charged', text: ctx.state.text }, 'execution');
    if (fault) return failed(fault.kind === 'kept-error');
    return failsAfter(token) ? failed(true) : executed;
  };
  const carryOut = post(api, operation, wrap);
  return async (ctx, next) => {
    await carryOut(ctx, next);
    await delay(ctx, ctx.state.delayMs ?? 0);
  };
};
