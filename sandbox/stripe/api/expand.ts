import { type Form, listIn } from '../../request';
import { invalidParameter } from '../errors';
import type { Gateway } from '../resources/gateway';

const depthMax = 4;

/** What can be expanded, by the kind of object. https://docs.stripe.com/api/expanding_objects */
const expandable: Record<string, string[]> = {
  payment_intent: ['latest_charge', 'customer', 'payment_method'],
  charge: ['balance_transaction', 'customer', 'payment_intent', 'refunds'],
  refund: ['balance_transaction', 'charge', 'failure_balance_transaction', 'payment_intent'],
  dispute: ['charge', 'payment_intent'],
  'radar.early_fraud_warning': ['charge', 'payment_intent'],
  balance_transaction: ['source'],
  payment_method: ['customer'],
  setup_intent: ['customer', 'payment_method'],
};

/** The paths of `expand[]`, split. @throws StripeError 400 */
export const pathsIn = (form: Form): string[][] => {
  const paths = listIn(form, 'expand').map((path) => path.split('.'));
  const tooDeep = paths.find(({ length }) => length > depthMax);
  if (tooDeep) throw invalidParameter(`You cannot expand more than ${depthMax} levels of a property`, 'expand');
  return paths;
};

/** An object with the members that the paths name in full. @throws StripeError 400 when one cannot be expanded */
export const expanded = <T extends object>(gateway: Gateway, object: T, paths: string[][]): T => {
  if (paths.length === 0) return object;
  const members = new Map<string, string[][]>();
  for (const [name = '', ...rest] of paths) {
    const inner = members.get(name) ?? [];
    members.set(name, rest.length > 0 ? [...inner, rest] : inner);
  }
  const full = [...members].map(([name, inner]) => [name, memberOf(gateway, object, name, inner)]);
  return { ...object, ...Object.fromEntries(full) };
};

const memberOf = (gateway: Gateway, object: object, name: string, inner: string[][]): unknown => {
  const kind = 'object' in object ? String(object.object) : '';
  if (!expandable[kind]?.includes(name)) {
    throw invalidParameter(`This property cannot be expanded (${name}).`, 'expand');
  }
  if (kind === 'charge' && name === 'refunds') return refundsOf(gateway, (object as { id: string }).id);
  const id = (object as Record<string, unknown>)[name];
  const found = typeof id === 'string' ? gateway.find(id) : undefined;
  return found ? expanded(gateway, found, inner) : id;
};

const refundsOf = ({ refunds }: Gateway, charge: string) => ({
  object: 'list',
  data: refunds.by(charge).reverse().slice(0, 10),
  has_more: refunds.by(charge).length > 10,
  url: `/v1/charges/${charge}/refunds`,
});
