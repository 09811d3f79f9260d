import { createRouter, type SandboxRouter } from '../../request';
import { createCustomer, updateCustomer } from '../resources/customers';
import { showMethod } from '../resources/gateway';
import { attachMethod, createMethod, detachMethod, getMethod } from '../resources/payment-methods';
import { cancelSetup, confirmSetup, createSetup } from '../resources/setup-intents';
import { pageOf } from './lists';
import { type Api, get, list, post } from './operations';
import { specs } from './parameter-specs';

/** Customers, their payment methods, and setup intents. https://docs.stripe.com/api */
export const customerRouter = (api: Api): SandboxRouter => {
  const { gateway } = api;
  const { customers, methods } = gateway;
  const router = createRouter();
  router
    .post(
      '/v1/customers',
      post(api, { spec: specs.createCustomer, kind: 'customer', run: (form) => createCustomer(gateway, form) }),
    )
    .post(
      '/v1/customers/:id',
      post(api, { spec: specs.updateCustomer, kind: 'customer', run: (form, id) => updateCustomer(gateway, form, id) }),
    )
    .get('/v1/customers/:id', get(api, 'customer', customers.get))
    .get(
      '/v1/customers',
      list(api, { spec: specs.listCustomers, kind: 'customer' }, (query) =>
        pageOf(customers, query, ({ email }) => query.email === undefined || email === query.email),
      ),
    );
  router
    .post(
      '/v1/payment_methods',
      post(api, { spec: specs.createMethod, kind: 'payment_method', run: (form) => createMethod(gateway, form) }),
    )
    .post(
      '/v1/payment_methods/:id/attach',
      post(api, {
        spec: specs.attachMethod,
        kind: 'payment_method',
        run: (form, id) => attachMethod(gateway, form, id),
      }),
    )
    .post(
      '/v1/payment_methods/:id/detach',
      post(api, { spec: specs.only, kind: 'payment_method', run: (_form, id) => detachMethod(gateway, id) }),
    )
    .get(
      '/v1/payment_methods/:id',
      get(api, 'payment_method', (id) => showMethod(getMethod(gateway, id))),
    )
    .get(
      '/v1/payment_methods',
      list(api, { spec: specs.listMethods, kind: 'payment_method' }, (query) => {
        const { data, isMore } = pageOf(
          methods,
          query,
          ({ customer, type }) =>
            (query.customer === undefined || customer === query.customer) &&
            (query.type === undefined || type === query.type),
        );
        return { data: data.map(showMethod), isMore };
      }),
    );
  setupRoutes(router, api);
  return router;
};

const setupRoutes = (router: SandboxRouter, api: Api): void => {
  const { gateway } = api;
  const { setups } = gateway;
  router
    .post(
      '/v1/setup_intents',
      post(api, { spec: specs.createSetup, kind: 'setup_intent', run: (form) => createSetup(gateway, form) }),
    )
    .post(
      '/v1/setup_intents/:id/confirm',
      post(api, { spec: specs.confirmSetup, kind: 'setup_intent', run: (form, id) => confirmSetup(gateway, form, id) }),
    )
    .post(
      '/v1/setup_intents/:id/cancel',
      post(api, { spec: specs.cancelSetup, kind: 'setup_intent', run: (form, id) => cancelSetup(gateway, form, id) }),
    )
    .get('/v1/setup_intents/:id', get(api, 'setup_intent', setups.get, { client_secret: 'text', expand: 'list' }))
    .get(
      '/v1/setup_intents',
      list(api, { spec: specs.listSetups, kind: 'setup_intent' }, (query) =>
        pageOf(
          setups,
          query,
          ({ customer, payment_method }) =>
            (query.customer === undefined || customer === query.customer) &&
            (query.payment_method === undefined || payment_method === query.payment_method),
        ),
      ),
    );
};
