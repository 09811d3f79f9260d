import { Unavailable } from '../domain/errors';
import type { User, Users } from '../ports/upstream-services';
import { createHttpClient, type UpstreamOptions } from './http-client';
import { remembered } from './remembered';

/** The user service (User Management). @throws Unavailable `users` */
export const createUsersClient = ({ url, onFailure }: UpstreamOptions): Users & { close: () => Promise<void> } => {
  const http = createHttpClient({ url, dependency: 'users', onFailure });
  return {
    find: remembered(async (userId) => {
      const { status, body } = await http.get(`/users/${encodeURIComponent(userId)}`);
      if (status === 404) return null;
      if (status !== 200) throw new Unavailable('users', { cause: new Error(`answered ${status}`) });
      return body as User;
    }),
    close: http.close,
  };
};
