import type { components as OrderApi } from '../contract/order-api';
import type { components as PaymentApi } from '../contract/payment-api';

/** The resources of the contracts, by name. */
export type OrderResources = OrderApi['schemas'];
export type PaymentResources = PaymentApi['schemas'];

/** Every member of a resource, so that the compiler names a member that is forgotten. An absent one is undefined. */
type Members<T> = { [K in keyof Required<T>]: T[K] | undefined };

/** Returns a resource of the contract, without the members that are undefined. The caller's return type names it. */
export const toResource = <T extends object>(members: Members<NoInfer<T>>): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
