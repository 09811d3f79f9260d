import { type AddressInput, requiresPostcode, toAddress } from '../actors/orders/address';
import type { User, Users } from '../ports/upstream-services';
import { loadConsumedContract } from './consumed-contract';
import { createHttpClient, isGone, type UpstreamOptions } from './http-client';
import { rememberFound } from './remember-found';

interface UserResource {
  id: string;
  status: string;
  defaultAddress?: unknown;
}

/** Creates the client of the user service (contracts/order-management/consumed/users-api.yaml). */
export const createUsersClient = (options: UpstreamOptions): Users & { close: () => Promise<void> } => {
  const http = createHttpClient({ ...options, dependency: 'users' });
  const contract = loadConsumedContract('users-api.yaml');
  const findUserViolation = contract('User');
  const findAddressViolation = contract('DefaultAddress');

  const toUser = ({ id, status, defaultAddress }: UserResource): User => {
    const address = findAddressViolation(defaultAddress) === null ? (defaultAddress as AddressInput) : undefined;
    const isComplete = address && (address.postcode || !requiresPostcode(address.country));
    return {
      id: id.toLowerCase(),
      isActive: status === 'active',
      ...(isComplete && { defaultAddress: toAddress(address) }),
    };
  };
  return {
    find: rememberFound(async (userId) => {
      const response = await http.get(`/users/${encodeURIComponent(userId)}`);
      if (isGone(response.status)) return null;
      const user = toUser(http.read(response, 200, findUserViolation));
      return user.id === userId ? user : http.reject('answered with another user');
    }),
    close: http.close,
  };
};
