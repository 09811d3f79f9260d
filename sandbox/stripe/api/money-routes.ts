import { createRouter, type Form, type SandboxRouter } from '../../request';
import { decideDispute, updateDispute } from '../resources/disputes';
import { createRefund, updateRefund } from '../resources/refunds';
import { pageOf } from './lists';
import { type Api, get, list, post } from './operations';
import { specs } from './parameter-specs';

/** Whether an object has what the query asks for, by the names that are given. */
const has =
  (query: Form, ...names: string[]) =>
  (object: object): boolean =>
    names.every((name) => query[name] === undefined || (object as Record<string, unknown>)[name] === query[name]);

/** Refunds, charges, balance transactions, disputes and early fraud warnings. https://docs.stripe.com/api */
export const moneyRouter = (api: Api): SandboxRouter => {
  const { gateway } = api;
  const { refunds, charges, transactions, disputes, warnings } = gateway;
  const router = createRouter();
  router
    .post(
      '/v1/refunds',
      post(api, {
        spec: specs.createRefund,
        kind: 'refund',
        run: (form, _id, fault) => createRefund(gateway, form, fault),
      }),
    )
    .post(
      '/v1/refunds/:id',
      post(api, { spec: specs.updateRefund, kind: 'refund', run: (form, id) => updateRefund(gateway, form, id) }),
    )
    .get('/v1/refunds/:id', get(api, 'refund', refunds.get))
    .get(
      '/v1/refunds',
      list(api, { spec: specs.listRefunds, kind: 'refund' }, (query) =>
        pageOf(refunds, query, has(query, 'charge', 'payment_intent')),
      ),
    );
  router
    .get('/v1/charges/:id', get(api, 'charge', charges.get))
    .get(
      '/v1/charges',
      list(api, { spec: specs.listCharges, kind: 'charge' }, (query) =>
        pageOf(charges, query, has(query, 'payment_intent', 'customer')),
      ),
    )
    .get('/v1/balance_transactions/:id', get(api, 'balance_transaction', transactions.get))
    .get(
      '/v1/balance_transactions',
      list(api, { spec: specs.listTransactions, kind: 'balance_transaction' }, (query) =>
        pageOf(transactions, query, has(query, 'source', 'type', 'currency')),
      ),
    );
  router
    .get('/v1/disputes/:id', get(api, 'dispute', disputes.get))
    .post(
      '/v1/disputes/:id',
      post(api, { spec: specs.updateDispute, kind: 'dispute', run: (form, id) => updateDispute(gateway, form, id) }),
    )
    .post(
      '/v1/disputes/:id/close',
      post(api, { spec: specs.only, kind: 'dispute', run: (_form, id) => decideDispute(gateway, id, 'lost') }),
    )
    .get(
      '/v1/disputes',
      list(api, { spec: specs.listDisputes, kind: 'dispute' }, (query) =>
        pageOf(disputes, query, has(query, 'charge', 'payment_intent')),
      ),
    )
    .get('/v1/radar/early_fraud_warnings/:id', get(api, 'radar.early_fraud_warning', warnings.get))
    .get(
      '/v1/radar/early_fraud_warnings',
      list(api, { spec: specs.listWarnings, kind: 'radar.early_fraud_warning' }, (query) =>
        pageOf(warnings, query, has(query, 'charge', 'payment_intent')),
      ),
    );
  return router;
};
