const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { bodyParser } = require('@koa/bodyparser');
const { Ajv } = require('ajv');
const formats = require('ajv-formats');
const Koa = require('koa');
const { MongoClient } = require('mongoose').mongo;
const Stripe = require('stripe');
const { uuidv7 } = require('uuidv7');
const { parse } = require('yaml');
const { root } = require('../scripts/folders');
const { answerCalls } = require('./child-calls');

/**
 * Starts the least that a shop could do by hand. `POST /orders` validates the body and does one durable insert of the
 * service's document: the bare limit. `POST /payments` makes the same calls to the gateway as the service, by the official
 * SDK, and then one durable insert of the service's payment. Both together are the floor: two requests, two commits.
 */
const open = async ({ uri, gateway, order, payment }) => {
  const client = await MongoClient.connect(uri, {
    runtimeAdapters: { os },
    writeConcern: { w: 'majority', journal: true },
  });
  const orders = client.db().collection('orders');
  const payments = client.db().collection('payments');
  const stripe = connectStripe(gateway);
  const isOrder = orderSchema();
  const routes = {
    '/orders': async (body) => {
      if (!isOrder(body)) throw new Error('no order');
      const id = uuidv7();
      await orders.insertOne({ ...order, _id: id });
      return { id, ...body };
    },
    '/payments': async (body) => {
      const intent = await charge(stripe, body);
      const id = uuidv7();
      await payments.insertOne({ ...payment, _id: id, orderId: body.orderId, gatewayRef: intent.id });
      return { id, ...body, status: 'processed' };
    },
  };
  return { port: await serve(routes) };
};

const serve = async (routes) => {
  const app = new Koa();
  app.use(bodyParser({ enableTypes: ['json'] }));
  app.use(async (ctx) => {
    ctx.body = await routes[ctx.path](ctx.request.body);
    ctx.status = 201;
  });
  const handle = app.callback();
  const server = http.createServer((request, response) => void handle(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
};

const connectStripe = (gateway) => {
  const { hostname, port, protocol } = new URL(gateway);
  return new Stripe('sk_test_sandbox', { host: hostname, port, protocol: protocol.slice(0, -1), telemetry: false });
};

const charge = async ({ paymentMethods, paymentIntents }, { orderId, amount, cardToken }) => {
  const once = () => ({ idempotencyKey: randomUUID() });
  const method = await paymentMethods.create({ type: 'card', card: { token: cardToken } }, once());
  const card = { payment_method: method.id, allowed_payment_method_types: ['card'] };
  const amounts = { amount: Math.round(amount * 100), currency: 'usd', confirm: true };
  return paymentIntents.create({ ...amounts, ...card, metadata: { orderId } }, once());
};

const orderSchema = () => {
  // The contract has keywords of its own, which no validation needs.
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats(ajv);
  const folder = path.join(root, 'contracts', 'order-management', 'schemas');
  for (const name of ['common.yaml', 'order.yaml']) {
    ajv.addSchema(parse(fs.readFileSync(path.join(folder, name), 'utf8')), name);
  }
  return ajv.getSchema('order.yaml#/definitions/NewOrder');
};

answerCalls({ open });
