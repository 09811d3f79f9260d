import type { Middleware } from 'koa';
import { createRouter, idIn, jsonIn, Refused, type RequestState, type SandboxRouter } from '../request';
import { type Api, transact } from './api/operations';
import { decideDispute, openDispute, warnOfFraud } from './resources/disputes';
import { metadataKeys } from './resources/gateway';
import type { Charge, Intent } from './resources/objects';
import { cancelIntent, captureIntent } from './resources/payment-intents';
import { failRefund, refund, succeedRefund } from './resources/refunds';

type Body = Record<string, unknown>;

/** What people do in the gateway's dashboard, and what banks do: nothing of it is asked for by the API. */
export const dashboardRouter = (api: Api): SandboxRouter => {
  const { gateway } = api;
  const intentOf = (body: Body, status: Intent['status']): Intent => intentOfOrder(api, body, status);
  const chargeOf = (body: Body): Charge => gateway.charges.get(intentOf(body, 'succeeded').latest_charge ?? '');
  return createRouter()
    .post(
      '/dashboard/refunds',
      act(api, (body) => refund(gateway, chargeOf(body), { asked: amountIn(body), metadata: {} })),
    )
    .post(
      '/dashboard/refunds/:id',
      act(api, ({ status, failureReason }, id) => {
        if (status === 'succeeded') return succeedRefund(gateway, id);
        if (status !== 'failed') throw wrong('status must be succeeded or failed');
        return failRefund(gateway, id, typeof failureReason === 'string' ? failureReason : undefined);
      }),
    )
    .post(
      '/dashboard/cancellations',
      act(api, (body) =>
        cancelIntent(
          gateway,
          intentOf(body, 'requires_capture').id,
          body.expired === true ? 'expired' : 'requested_by_customer',
        ),
      ),
    )
    .post(
      '/dashboard/captures',
      act(api, (body) => captureIntent(gateway, intentOf(body, 'requires_capture').id, amountIn(body))),
    )
    .post(
      '/disputes',
      act(api, (body) =>
        openDispute(gateway, chargeOf(body), {
          ...(body.amount !== undefined && { amount: Number(body.amount) }),
          ...(typeof body.reason === 'string' && { reason: body.reason }),
          isInquiry: body.inquiry === true,
        }),
      ),
    )
    .post(
      '/disputes/:id',
      act(api, ({ status }, id) => {
        if (!isDecision(status)) throw wrong(`status must be one of ${decisions.join(', ')}`);
        return decideDispute(gateway, id, status);
      }),
    )
    .post(
      '/early-fraud-warnings',
      act(api, (body) => warnOfFraud(gateway, chargeOf(body))),
    )
    .post(
      '/sandbox/refunds/:id/fail',
      act(api, (_body, id) => failRefund(gateway, id)),
    );
};

const decisions = ['needs_response', 'under_review', 'won', 'lost', 'warning_under_review', 'warning_closed'] as const;
const isDecision = (status: unknown): status is (typeof decisions)[number] =>
  decisions.includes(status as (typeof decisions)[number]);

const act =
  (api: Api, run: (body: Body, id: string) => object): Middleware<RequestState> =>
  (ctx) => {
    const body = jsonIn(ctx);
    ctx.body = transact(api, null, () => run(body, idIn(ctx)));
  };

/** The newest intent of an order in a state. @throws Refused 404, or 409 when the order has none in this state */
const intentOfOrder = ({ gateway }: Api, { orderId }: Body, status: Intent['status']): Intent => {
  if (typeof orderId !== 'string') throw wrong('orderId is needed');
  const [key = ''] = metadataKeys({ orderId });
  const intents = gateway.intents.by(key).reverse();
  if (intents.length === 0) throw new Refused(404, { message: `There is no payment intent of the order ${orderId}` });
  const found = intents.find((intent) => intent.status === status);
  if (found) return found;
  throw new Refused(409, {
    message: `No payment intent of the order is ${status}`,
    statuses: intents.map((one) => one.status),
  });
};

const amountIn = ({ amount }: Body): string | undefined => (amount === undefined ? undefined : String(Number(amount)));

const wrong = (message: string) => new Refused(400, { message });
