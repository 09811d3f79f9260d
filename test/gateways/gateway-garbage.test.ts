import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox';
import { createStripe } from '../../src/gateways/stripe/stripe';
import type { GatewayRequest, PaymentGateway } from '../../src/ports/gateway';
import { ledgerOf } from '../support/invariants/invariants';

const gatewayAt = (apiUrl: string): PaymentGateway =>
  createStripe({
    apiUrl,
    secretKey: 'sk_test_sandbox',
    timeoutMs: 2_000,
    webhookSecrets: ['whsec_test'],
    keyLifetimeMs: 60_000,
    keepsFailedKeys: true,
    quietMs: 0,
    onFailure: () => {},
  }).gateway;

const cardToken = 'tok_secret_of_the_customer';
const aCharge = (capture: GatewayRequest['capture'] = 'automatic'): GatewayRequest => ({
  kind: 'charge',
  key: randomUUID(),
  reference: { orderId: randomUUID(), paymentId: randomUUID(), workId: 'charge-1' },
  amountMinor: 9998,
  currency: 'USD',
  paymentMethod: 'credit_card',
  cardToken,
  capture,
});

const assertWithoutCard = (failure: unknown): void =>
  expect(inspect(failure, { depth: 10, showHidden: true }) + JSON.stringify(failure)).not.toContain(cardToken);

describe('a malformed reply leaves the outcome unknown, is requested once, and is resolved later', () => {
  let sandbox: Sandbox;
  let gateway: PaymentGateway;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    gateway = gatewayAt(sandbox.url);
  });
  afterAll(() => sandbox.close());

  const faults = async (method: string, body?: object) => {
    const answer = await fetch(`${sandbox.url}/faults`, { method, ...(body && { body: JSON.stringify(body) }) });
    return answer.status === 204 ? undefined : ((await answer.json()) as { data: { fired: number }[] });
  };
  const broken = async (kind: string, ask: () => Promise<unknown>): Promise<unknown> => {
    await faults('POST', { path: '/v1/', kind });
    const failure = await ask().then(
      (answer) => Promise.reject(new Error(`It answered ${JSON.stringify(answer)}`)),
      (error: unknown) => error,
    );
    expect((await faults('GET'))?.data.map(({ fired }) => fired)).toEqual([1]);
    await faults('DELETE');
    return failure;
  };

  /** Makes a charge that succeeds. Returns it and a function that creates requests about it. */
  const makeCharge = async (capture?: GatewayRequest['capture']) => {
    const charge = aCharge(capture);
    const outcome = await gateway.send(charge);
    const gatewayRef = 'gatewayRef' in outcome ? outcome.gatewayRef : '';
    const reference = { ...charge.reference, workId: 'next-1' };
    const next = (kind: GatewayRequest['kind']): GatewayRequest => ({
      ...charge,
      kind,
      gatewayRef,
      key: randomUUID(),
      reference,
    });
    return { charge: { ...charge, gatewayRef }, next };
  };

  const kinds = ['html', 'page', 'empty', 'half-json', 'stranger', 'too-many', 'redirect', 'down', 'reset'];
  const asks: [string, GatewayRequest['capture'], (of: Awaited<ReturnType<typeof makeCharge>>) => GatewayRequest][] = [
    ['a capture', 'manual', ({ next }) => next('capture')],
    ['a void', 'manual', ({ next }) => next('void')],
    ['a refund', 'automatic', ({ next }) => next('refund')],
  ];
  const cells = kinds.flatMap((kind) => asks.map(([what, capture, of]) => [kind, what, capture, of] as const));

  test.each(kinds)('%s, for a charge', async (kind) => {
    const charge = aCharge();
    assertWithoutCard(await broken(kind, () => gateway.send(charge)));
    await broken(kind, () => gateway.find(charge));
    expect(await gateway.find(charge)).toEqual({ kind: 'absent' });
    const outcome = await gateway.send(charge);
    expect(outcome.kind).toBe('succeeded');
    await broken(kind, () => gateway.find(charge));
    expect(await gateway.find(charge)).toEqual(outcome);
    expect(await ledgerOf({ sandbox: sandbox.url }, charge.reference.orderId)).toHaveLength(1);
  });

  test.each(kinds)('%s, for a charge that an event named', async (kind) => {
    const { charge } = await makeCharge();
    await broken(kind, () => gateway.find(charge));
    expect((await gateway.find(charge)).kind).toBe('succeeded');
  });

  test.each(cells)('%s, for %s', async (kind, _what, capture, of) => {
    const instruction = of(await makeCharge(capture));
    assertWithoutCard(await broken(kind, () => gateway.send(instruction)));
    await broken(kind, () => gateway.find(instruction));
    expect(await gateway.find(instruction)).toEqual({ kind: 'absent' });
    expect((await gateway.send(instruction)).kind).toBe('succeeded');
    await broken(kind, () => gateway.find(instruction));
    expect((await gateway.find(instruction)).kind).toBe('succeeded');
    expect(await ledgerOf({ sandbox: sandbox.url }, instruction.reference.orderId)).toHaveLength(2);
  });

  test.each(kinds)('%s, for the list of events', async (kind) => {
    await broken(kind, () => gateway.listEvents(new Date(0)));
    expect((await gateway.listEvents(new Date(0))).length).toBeGreaterThan(0);
  });

  test.each(kinds)('%s, for the list of charges', async (kind) => {
    await broken(kind, () => gateway.listCharges(new Date(0)));
    expect((await gateway.listCharges(new Date(0))).length).toBeGreaterThan(0);
  });
});

describe('a gateway that repeats the request in its reply', () => {
  let server: Server;
  let answer: (request: string) => { status: number; body: unknown };
  let gateway: PaymentGateway;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      request.on('end', () => {
        const { status, body } = answer(decodeURIComponent(text));
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    gateway = gatewayAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each([
    [500, 'api_error'],
    [400, 'idempotency_error'],
    [429, 'invalid_request_error'],
    [401, 'invalid_request_error'],
    [418, 'of its own'],
  ])('%i %s: throws an error without the card', async (status, type) => {
    let received = '';
    answer = (message) => {
      received = message;
      return { status, body: { error: { type, message, param: message, doc_url: message } } };
    };
    const error = await gateway.send(aCharge()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(received).toContain(cardToken);
    assertWithoutCard(error);
  });

  test.each([
    [400, 'invalid_request_error', 'refused-request'],
    [402, 'card_error', 'declined'],
  ])('%i %s: returns the refusal without the card', async (status, type, kind) => {
    answer = (message) => ({ status, body: { error: { type, message, param: message } } });
    const outcome = await gateway.send(aCharge());
    expect(outcome.kind).toBe(kind);
    assertWithoutCard(outcome);
  });

  test('throws an error without the card when the reply is malformed', async () => {
    for (const body of [null, [], 'text', { request: cardToken }, { object: 'payment_intent', status: cardToken }]) {
      answer = () => ({ status: 200, body });
      const failure = await gateway.send(aCharge()).catch((thrown: unknown) => thrown);
      if (!(failure instanceof Error)) throw new Error(`It answered ${JSON.stringify(failure)}`);
      assertWithoutCard(failure);
    }
  });
});
