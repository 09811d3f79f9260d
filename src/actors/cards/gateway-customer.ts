import { DomainError, Unavailable } from '../../domain/errors';
import { faultPoint } from '../../observability/fault-point';
import type { Clock } from '../../ports/clock';
import type { CardGateway } from '../../ports/gateway';
import type { CustomerDocument, CustomerStore } from '../../ports/stores';
import type { Vault } from '../../ports/vault';
import { createMailbox } from '../host/mailbox';

export interface CustomerDependencies {
  customers: CustomerStore;
  gateway: Pick<CardGateway, 'createCustomer'>;
  vault: Vault;
  clock: Clock;
}

/** Returns the gateway's handle of a user's customer. */
export type CustomerOf = (userId: string) => Promise<string>;

/**
 * Returns the gateway's handle of a user's one customer, and creates it on first use. Requests of a user take turns; two
 * processes use the same idempotency key, so that the gateway creates one customer for both, also after a crash.
 * @throws Unavailable `gateway`, `database`
 */
export const findOrCreateCustomer = (parts: CustomerDependencies): CustomerOf => {
  const { customers, vault } = parts;
  const users = createMailbox();
  return async (userId) => {
    const open = ({ sealedCustomer }: CustomerDocument): string => vault.open(sealedCustomer, userId);
    const known = await customers.read(userId);
    if (known) return open(known);
    return users.run(userId, async () => {
      const earlier = await customers.read(userId);
      if (earlier) return open(earlier);
      const created = await create(parts, userId);
      if (created !== null) return created;
      const winner = await customers.read(userId);
      if (!winner) throw new DomainError('version-conflict', `The customer of ${userId} could not be stored`);
      return open(winner);
    });
  };
};

/** Creates the customer; null when another process stored it first. */
const create = async (
  { customers, gateway, vault, clock }: CustomerDependencies,
  userId: string,
): Promise<string | null> => {
  const customerRef = await gateway.createCustomer(`customer-${userId}`, userId).catch(async (error: unknown) => {
    // The gateway rejects a key that is in use: by then another process may be done.
    if (error instanceof Unavailable && (await customers.read(userId))) return null;
    throw error;
  });
  if (customerRef === null) return null;
  faultPoint('customer-created');
  const sealedCustomer = vault.seal(customerRef, userId);
  return (await customers.insert({ _id: userId, sealedCustomer, createdAt: clock() })) ? customerRef : null;
};
