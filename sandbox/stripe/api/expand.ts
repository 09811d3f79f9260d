import { type Form, listIn } from '../../request';
import { invalidParameter } from '../errors';
import type { Gateway } from '../resources/gateway';

const depthMax = 4;

/** The kinds of objects that operations answer. */
export type Kind =
  | 'payment_intent'
  | 'charge'
  | 'refund'
  | 'refunds'
  | 'dispute'
  | 'radar.early_fraud_warning'
  | 'balance_transaction'
  | 'payment_method'
  | 'customer'
  | 'setup_intent'
  | 'event';

/** What can be expanded in each kind of object, and into which kinds. https://docs.stripe.com/expand */
const members: Record<Kind, Record<string, Kind[]>> = {
  payment_intent: { latest_charge: ['charge'], customer: ['customer'], payment_method: ['payment_method'] },
  charge: {
    balance_transaction: ['balance_transaction'],
    customer: ['customer'],
    payment_intent: ['payment_intent'],
    refunds: ['refunds'],
  },
  refund: {
    balance_transaction: ['balance_transaction'],
    charge: ['charge'],
    failure_balance_transaction: ['balance_transaction'],
    payment_intent: ['payment_intent'],
  },
  refunds: { data: ['refund'] },
  dispute: { charge: ['charge'], payment_intent: ['payment_intent'] },
  'radar.early_fraud_warning': { charge: ['charge'], payment_intent: ['payment_intent'] },
  balance_transaction: { source: ['charge', 'refund', 'dispute'] },
  payment_method: { customer: ['customer'] },
  setup_intent: { customer: ['customer'], payment_method: ['payment_method'] },
  customer: {},
  event: {},
};

/** The paths of `expand[]` for an object, split. Nothing of the request has been carried out. @throws StripeError 400 */
export const pathsIn = (form: Form, kind: Kind): string[][] => {
  const paths = listIn(form, 'expand').map((path) => path.split('.'));
  for (const path of paths) {
    if (path.length > depthMax) {
      throw invalidParameter(`You cannot expand more than ${depthMax} levels of a property`, 'expand');
    }
    if (!isExpandable([kind], path)) throw cannotExpand(path.join('.'));
  }
  return paths;
};

/** The paths of `expand[]` for the objects of a list, without their `data`. @throws StripeError 400 */
export const listPathsIn = (form: Form, kind: Kind): string[][] => {
  const paths = listIn(form, 'expand').map((path) => path.split('.'));
  for (const path of paths) {
    if (path[0] !== 'data')
      throw cannotExpand(path.join('.'), ` You may want to try 'data.${path.join('.')}' instead.`);
    if (path.length > depthMax || !isExpandable([kind], path.slice(1))) throw cannotExpand(path.join('.'));
  }
  return paths.map((path) => path.slice(1));
};

const isExpandable = (kinds: Kind[], [name, ...rest]: string[]): boolean => {
  if (name === undefined) return true;
  return kinds.some((kind) => {
    const inner = members[kind][name];
    return inner !== undefined && isExpandable(inner, rest);
  });
};

const cannotExpand = (path: string, hint = '') =>
  invalidParameter(`This property cannot be expanded (${path}).${hint}`, 'expand');

/** An object with the members that the paths name in full. */
export const expanded = <T extends object>(gateway: Gateway, object: T, paths: string[][]): T => {
  const innerPaths = new Map<string, string[][]>();
  for (const [name, ...rest] of paths) {
    if (name !== undefined) innerPaths.set(name, [...(innerPaths.get(name) ?? []), rest]);
  }
  if (innerPaths.size === 0) return object;
  const full = [...innerPaths].map(([name, inner]) => [name, memberOf(gateway, object, name, inner)]);
  return { ...object, ...Object.fromEntries(full) };
};

const memberOf = (gateway: Gateway, object: object, name: string, inner: string[][]): unknown => {
  const { object: kind, id: objectId } = object as { object?: string; id: string };
  if (kind === 'charge' && name === 'refunds') {
    return refundsOf(
      gateway,
      objectId,
      inner.map((path) => path.slice(1)),
    );
  }
  const id = (object as Record<string, unknown>)[name];
  const found = typeof id === 'string' ? gateway.find(id) : undefined;
  return found ? expanded(gateway, found, inner) : id;
};

const refundsOf = (gateway: Gateway, charge: string, paths: string[][]) => {
  const refunds = gateway.refunds.by(charge).reverse();
  return {
    object: 'list',
    data: refunds.slice(0, 10).map((refund) => expanded(gateway, refund, paths)),
    has_more: refunds.length > 10,
    url: `/v1/charges/${charge}/refunds`,
  };
};
