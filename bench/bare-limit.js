const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { bodyParser } = require('@koa/bodyparser');
const { Ajv } = require('ajv');
const formats = require('ajv-formats');
const Koa = require('koa');
const { MongoClient } = require('mongoose').mongo;
const { uuidv7 } = require('uuidv7');
const { parse } = require('yaml');
const { root } = require('../scripts/folders');
const { answerCalls } = require('./child-calls');

/** Starts the least that accepts an order: it validates the body and does one durable insert of the service's document. */
const open = async ({ uri, document }) => {
  const client = await MongoClient.connect(uri, {
    runtimeAdapters: { os },
    writeConcern: { w: 'majority', journal: true },
  });
  const orders = client.db().collection('orders');
  const isOrder = orderSchema();
  const app = new Koa();
  app.use(bodyParser({ enableTypes: ['json'] }));
  app.use(async (ctx) => {
    if (!isOrder(ctx.request.body)) ctx.throw(400);
    const order = { ...document, _id: uuidv7() };
    await orders.insertOne(order);
    ctx.status = 201;
    ctx.body = { id: order._id, ...ctx.request.body };
  });
  const handle = app.callback();
  const server = http.createServer((request, response) => void handle(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port };
};

const orderSchema = () => {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false });
  formats(ajv);
  ajv.addVocabulary(['example']);
  const folder = path.join(root, 'contracts', 'order-management', 'schemas');
  for (const name of ['common.yaml', 'order.yaml']) {
    ajv.addSchema(parse(fs.readFileSync(path.join(folder, name), 'utf8')), name);
  }
  return ajv.getSchema('order.yaml#/definitions/NewOrder');
};

answerCalls({ open });
