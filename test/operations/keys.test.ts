import { execFile } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CardDocument } from '../../src/ports/stores';
import { createCardVault } from '../../src/store/encryption/card-vault';
import { reencrypt } from '../../src/store/encryption/reencrypt';
import { ada, alan, anOrder, aPayment, clientOf, tokenFor } from '../support/client';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [first, second] = [key('k1'), key('k2')];
const run = promisify(execFile);
const root = join(__dirname, '..', '..');

test('keys are rotated: what the old one sealed is sealed by the new one, and can still be used', async () => {
  const before = await world.start({ ENCRYPTION_KEYS: first });
  const pay = async (http: string) => {
    const asAda = clientOf(() => http, await tokenFor(world.keys, ada));
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    const { body: payment } = await asAda('POST', '/payments', { body: aPayment(order.id) });
    expect(payment.status).toBe('processed');
    return { orderId: order.id as string, paymentId: payment.id as string };
  };
  const { orderId, paymentId } = await pay(before.http);
  await before.stop();
  expect((await world.payments.findOne({ _id: paymentId }))?.gatewayRef).toMatch(/^v2\.k1\./);

  await expect(world.start({ ENCRYPTION_KEYS: second })).rejects.toThrow('Encryption key k1 is missing');
  await expect(world.start({ ENCRYPTION_KEYS: key('k1') })).rejects.toThrow('Encryption key k1 is missing or is not');

  const both = await world.start({ ENCRYPTION_KEYS: `${second},${first}` });
  const env = { ...process.env, ...world.env, ENCRYPTION_KEYS: `${second},${first}` };
  const { stdout } = await run(process.execPath, [join(root, 'dist', 'cli', 'oms.js'), 'keys', 'rotate'], { env });
  expect(stdout).toContain('payments: 1 encrypted again with key k2');
  const asAdmin = clientOf(() => both.http, await tokenFor(world.keys, alan, ['admin']));
  expect((await asAdmin('POST', `/payments/${paymentId}/refund`, { body: { amount: 10 } })).status).toBe(200);
  await both.stop();

  const after = await world.start({ ENCRYPTION_KEYS: second });
  const again = clientOf(() => after.http, await tokenFor(world.keys, alan, ['admin']));
  expect((await again('POST', `/payments/${paymentId}/refund`, { body: {} })).status).toBe(200);
  const sealed = JSON.stringify(await world.payments.find().toArray()).match(/v\d\.k\d\./g) ?? [];
  expect(new Set(sealed)).toEqual(new Set(['v2.k2.']));
  expect((await ledgerOf(world, orderId)).map(({ amount }) => amount)).toEqual([9998, 1000, 8998]);
  await pay(after.http);
  await assertInvariants(world);
});

test('stored cards are sealed again, too, and still pay', async () => {
  const [old, young] = [key('k3'), key('k4')];
  const fresh = await startWorld();
  const before = await fresh.start({ ENCRYPTION_KEYS: old });
  const token = await tokenFor(fresh.keys, ada);
  const { body: method } = await clientOf(() => before.http, token)('POST', '/payment-methods', {
    body: { cardToken: 'tok_visa' },
  });
  await before.stop();
  const env = { ...process.env, ...fresh.env, ENCRYPTION_KEYS: `${young},${old}` };
  const { stdout } = await run(process.execPath, [join(root, 'dist', 'cli', 'oms.js'), 'keys', 'rotate'], { env });
  expect(stdout).toContain('payment-methods: 1 encrypted again with key k4');

  const after = await fresh.start({ ENCRYPTION_KEYS: young });
  const asAda = clientOf(() => after.http, token);
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { cardToken: _none, ...payment } = aPayment(order.id);
  const paid = await asAda('POST', '/payments', { body: { ...payment, paymentMethodId: method.id } });
  expect([paid.status, paid.body.status]).toEqual([200, 'processed']);
  expect((await asAda('DELETE', `/payment-methods/${method.id}`)).status).toBe(204);
  await assertInvariants(fresh);
  await fresh.end();
});

test('envelopes that are not bound to their document are sealed again, with the same key', async () => {
  const secret = { keyId: 'k7', key: randomBytes(32).toString('base64') };
  const vault = createCardVault([secret]);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(secret.key, 'base64'), iv);
  const content = Buffer.concat([cipher.update('handles', 'utf8'), cipher.final()]);
  const parts = [iv, content, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  const unbound = { _id: 'not-bound', sealedMethod: ['v1', 'k7', ...parts].join('.') };
  await world.methods.insertOne(unbound as CardDocument);
  const documents = {
    find: () => world.methods.find({ _id: unbound._id }),
    updateOne: (filter: object, update: object) => world.methods.updateOne(filter, update),
  } as unknown as Parameters<typeof reencrypt>[0];
  expect([await reencrypt(documents, vault), await reencrypt(documents, vault)]).toEqual([1, 0]);
  const { sealedMethod = '' } = (await world.methods.findOne({ _id: unbound._id })) ?? {};
  expect(vault.open(sealedMethod, unbound._id)).toBe('handles');
  expect(() => vault.open(sealedMethod, 'another')).toThrow('did not seal this for another');
  await world.methods.deleteOne({ _id: unbound._id });
});

test('a card that is removed while keys are rotated stays removed', async () => {
  const [old, young] = ['k5', 'k6'].map((keyId) => ({ keyId, key: randomBytes(32).toString('base64') }));
  if (!old || !young) throw new Error('There are two keys');
  const sealed = {
    _id: 'removed-meanwhile',
    sealedMethod: createCardVault([old]).seal('handles', 'removed-meanwhile'),
  };
  await world.methods.insertOne(sealed as CardDocument);
  const { methods } = world;
  const removing = {
    find: async function* () {
      yield* await methods.find({ _id: sealed._id }).toArray();
    },
    updateOne: async (filter: object, update: object) => {
      await methods.updateOne({ _id: sealed._id }, { $unset: { sealedMethod: '' } });
      return methods.updateOne(filter, update);
    },
  };
  const documents = removing as unknown as Parameters<typeof reencrypt>[0];
  expect(await reencrypt(documents, createCardVault([young, old]))).toBe(0);
  expect(await methods.findOne({ _id: sealed._id })).toEqual({ _id: sealed._id });
  await methods.deleteOne({ _id: sealed._id });
});
