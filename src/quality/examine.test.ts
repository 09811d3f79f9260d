import { join } from 'node:path';
import { newDocument } from '../actors/host/apply-decision';
import { beginOrder, decideOrder } from '../actors/orders/order-decisions';
import type { OrderDocument } from '../actors/orders/order-document';
import type { NewOrder } from '../domain/order';
import type { Users } from '../ports/upstream-services';
import { type DataContract, type QualityRule, readDataContract } from './data-contract';
import { examine } from './examine';

const contract = readDataContract(join(__dirname, '..', '..', 'contracts', 'order-management'));
const now = new Date('2026-01-31T12:00:00.000Z');
const placedAt = new Date('2026-01-31T10:00:00.000Z');
const userId = '11111111-1111-4111-8111-111111111111';
const id = '0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f';
const timers = { paymentWindow: 1800_000, challengeWindow: 0, authorizationWindow: 0, stockHold: 0 };
const envelope = { commandId: 'c', time: placedAt, actor: userId };
const placed: NewOrder = {
  _id: id,
  userId,
  items: [
    { id, productId: 'prod-123', productName: 'Espresso cup', quantity: 2, priceMinor: 4999, subtotalMinor: 9998 },
  ],
  currency: 'USD',
  totalMinor: 9998,
  createdAt: placedAt,
};
const pending = beginOrder(newDocument(placed, 1) as OrderDocument, { type: 'create', ...envelope }, timers);
const cancelled = decideOrder(pending, { type: 'cancel', ...envelope }, timers) as OrderDocument;

const users: Users = { find: async (asked) => (asked === userId ? { id: asked, isActive: true } : null) };

const brokenIn = async (orders: object[], checked: DataContract = contract): Promise<Record<string, string[]>> => {
  const batches = async function* () {
    yield orders as OrderDocument[];
  };
  const { findings } = await examine(checked, { orders: batches(), users, now });
  return Object.fromEntries(findings.filter(({ ids }) => ids.length > 0).map(({ rule, ids }) => [rule, ids]));
};

describe('examine', () => {
  test('finds nothing in orders that the machine wrote', async () => {
    expect(await brokenIn([cancelled, { ...pending, _id: id.replace(/^0/, '1') }])).toEqual({});
  });

  test('finds nothing without orders', async () => {
    expect(await brokenIn([])).toEqual({});
  });

  const [first, last] = cancelled.log;
  const longAgo = new Date('2026-01-30T11:59:59.000Z');

  test.each<[rule: string, planted: object]>([
    ['orders_reference_users', { userId: '99999999-9999-4999-8999-999999999999' }],
    ['orders_reference_users', { userId: undefined }],
    ['id_not_null', { _id: null }],
    ['user_id_not_null', { userId: null }],
    ['status_known', { status: 'open' }],
    ['total_positive', { totalMinor: 0 }],
    ['has_item', { items: [] }],
    ['has_item', { items: undefined }],
    ['transitions_legal', { status: 'shipped' }],
    ['transitions_legal', { log: [first, { ...last, type: 'order.shipped', after: 'shipped' }], status: 'shipped' }],
    ['transitions_legal', { log: [first, { ...last, before: 'confirmed' }] }],
    ['transitions_legal', { log: [last] }],
    ['transitions_legal', { log: 'lost' }],
    ['log_gapless', { log: [first, { ...last, seq: 3 }] }],
    ['event_known', { log: [first, { ...last, type: 'order.canceled' }] }],
    ['freshness', { updatedAt: longAgo, nextActionAt: longAgo }],
    ['as_described', { currency: 'dollars' }],
    ['as_described', { items: [{ ...pending.items[0], quantity: 0 }] }],
    ['as_described', { updatedAt: 'yesterday' }],
    ['as_described', { log: [first, { ...last, hash: undefined }] }],
  ])('finds a violation of %s (%#)', async (rule, planted) => {
    const order = { ...cancelled, ...planted };
    expect((await brokenIn([order]))[rule]).toEqual([String(order._id)]);
  });

  test('finds a duplicate id', async () => {
    expect((await brokenIn([cancelled, cancelled])).id_unique).toEqual([id]);
  });

  test('reports no stale data in a shop without new orders, nor for an order that needs attention', async () => {
    expect(await brokenIn([{ ...cancelled, updatedAt: longAgo, nextActionAt: undefined }])).toEqual({});
    const attention = { reason: 'refund-failed', since: longAgo };
    expect(await brokenIn([{ ...cancelled, updatedAt: longAgo, nextActionAt: longAgo, attention }])).toEqual({});
    expect(await brokenIn([{ ...cancelled, nextActionAt: longAgo }])).toEqual({});
  });

  test.each<[string, QualityRule]>([
    ['another metric', { id: 'r', metric: 'rowCount', mustBe: 0 }],
    ['another operator', { id: 'r', metric: 'nullValues' }],
    ['another limit', { id: 'r', metric: 'nullValues', mustBe: 3 }],
    ['other SQL', { id: 'r', type: 'sql', query: 'SELECT COUNT(*) FROM {object} WHERE {property} LIKE 1', mustBe: 0 }],
    ['another engine', { id: 'r', type: 'custom', engine: 'soda', implementation: { rule: 'gapless', mustBe: 0 } }],
    [
      'a rule of ours without a name',
      { id: 'r', type: 'custom', engine: 'order-management', implementation: { mustBe: 0 } },
    ],
    ['text', { id: 'r', type: 'text' }],
  ])('rejects a contract with %s', async (_what, rule) => {
    await expect(brokenIn([], { ...contract, quality: [rule] })).rejects.toThrow('The rule r');
  });

  test('rejects a contract with an unknown promise or limit', async () => {
    const sla = [{ id: 's', property: 'retention', value: 3, unit: 'y' }];
    await expect(brokenIn([], { ...contract, sla })).rejects.toThrow('The promise s');
    const properties = [{ name: 'id', logicalType: 'string', logicalTypeOptions: { longest: 3 } }];
    await expect(brokenIn([], { ...contract, properties })).rejects.toThrow('longest');
  });

  test('checks exactly the rules that have a violation above', async () => {
    const { findings } = await examine(contract, { orders: (async function* () {})(), users, now });
    expect(findings.map(({ rule }) => rule).sort()).toEqual([
      'as_described',
      'event_known',
      'freshness',
      'has_item',
      'id_not_null',
      'id_unique',
      'log_gapless',
      'orders_reference_users',
      'status_known',
      'total_positive',
      'transitions_legal',
      'user_id_not_null',
    ]);
  });
});
