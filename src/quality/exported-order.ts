import { toDecimal } from '../domain/money';
import type { Order } from '../domain/order';
import { paidMinor, paymentStatusOf } from '../machines/order/order-money';
import { type DataContract, type Property, storedName } from './data-contract';

/** An order as the data contract has it. What lies in the database may be anything. */
export type ExportedOrder = Record<string, unknown>;

/** Turns orders as they are stored into what the data contract says: names, decimal amounts, times as text. */
export const exporting =
  ({ properties }: DataContract) =>
  (stored: object): ExportedOrder =>
    membersOf(properties, { ...stored, ...paymentIn(stored) }, currencyOf(stored));

const currencyOf = ({ currency }: { currency?: unknown }): string => (typeof currency === 'string' ? currency : '');

/** What is computed of an order's payment; nothing when its money fields are broken. */
const paymentIn = (stored: object): ExportedOrder => {
  const order = stored as Order;
  const isSound =
    typeof order.heldMinor === 'number' && (order.disputes === undefined || Array.isArray(order.disputes));
  if (!isSound) return {};
  return { paidAmount: toDecimal(paidMinor(order), currencyOf(order)), paymentStatus: paymentStatusOf(order) };
};

const membersOf = (properties: Property[], stored: object, currency: string): ExportedOrder =>
  Object.fromEntries(
    properties
      .map((property): [string, unknown] => {
        const name = storedName(property);
        const value = (stored as Record<string, unknown>)[name];
        return [
          property.name,
          exported(property, isAmount(name, value) ? toDecimal(value, currency) : value, currency),
        ];
      })
      .filter(([, value]) => value !== undefined && value !== null),
  );

const isAmount = (name: string, value: unknown): value is number => name.endsWith('Minor') && typeof value === 'number';

const exported = ({ items, properties }: Property, value: unknown, currency: string): unknown => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (Array.isArray(value) && items) return value.map((one) => exported(items, one, currency));
  return properties && isObject(value) ? membersOf(properties, value, currency) : value;
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What an order has at a path; what is in a list counts one by one. */
export const valuesAt = (value: unknown, [name, ...rest]: string[]): unknown[] => {
  if (name === undefined) return [value];
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, [name, ...rest]));
  return valuesAt(isObject(value) ? (value as Record<string, unknown>)[name] : undefined, rest);
};
