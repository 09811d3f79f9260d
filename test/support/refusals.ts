import { type Answer, ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from './client';
import { evidenceOf } from './invariants/collect-evidence';
import { assertInvariants } from './invariants/invariants';
import { startWorld, type World } from './world';

/** A world without open work, whose resources a bad request could change. */
export interface Settled {
  world: World;
  asAda: Client;
  asAlan: Client;
  asAdmin: Client;
  /** An order that waits for its payment, at version 1. */
  open: string;
  /** An order that is confirmed, and its payment. */
  confirmed: string;
  paymentId: string;
}

/** The keys that the confirmed order and its payment were made with. */
export const usedKeys = { order: 'a-key-of-an-order', payment: 'a-key-of-a-payment' };

/** Places two orders, pays one, and waits until no work is left. */
export const settledWorld = async (): Promise<Settled> => {
  const world = await startWorld();
  const { http } = await world.start();
  const asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  const asAlan = clientOf(() => http, await tokenFor(world.keys, alan));
  const asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
  const open = (await asAda('POST', '/orders', { body: anOrder() })).body.id;
  const confirmed = (await asAda('POST', '/orders', { body: anOrder(), ...withKey(usedKeys.order) })).body.id;
  const paid = await asAda('POST', '/payments', { body: aPayment(confirmed), ...withKey(usedKeys.payment) });
  await assertInvariants(world);
  const { orders, payments, ledger } = await evidenceOf(world);
  expect([orders.length, payments.length, ledger.length]).toEqual([2, 1, 1]);
  return { world, asAda, asAlan, asAdmin, open, confirmed, paymentId: paid.body.id };
};

/** A bad request, and the problem that it must return. */
export type Refusal = [name: string, ask: () => Promise<Answer>, status: number, code: string];

/** Defines a test for each row: the request returns its status and code, and changes nothing. */
export const refuses = (settled: () => Settled, rows: Refusal[]): void => {
  test.each(rows)('%s', async (_name, ask, status, code) => {
    const before = await evidenceOf(settled().world);
    const { body, ...answer } = await ask();
    expect([answer.status, body.code]).toEqual([status, code]);
    expect(body.status).toBe(status);
    expect(await evidenceOf(settled().world)).toEqual(before);
  });
};
