import { randomUUID } from 'node:crypto';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from './client';
import { eventually } from './eventually';
import { type ServiceProcess, startWorld, type World, type WorldOptions } from './world';

/** One process of the service with everything around it, and clients of its API. Filled before the first test of a file. */
export interface Shop {
  world: World;
  service: ServiceProcess;
  asAda: Client;
  asAlan: Client;
  /** Alan with the role `admin`, and with the role `service`. */
  asAdmin: Client;
  asService: Client;
  /** A client with a token of this user and these roles. */
  clientFor: (userId: string, ...roles: string[]) => Promise<Client>;
  /** Places the usual order and returns its id. */
  placeOrder: (client?: Client) => Promise<string>;
  /** Places an order, pays it, waits until it is confirmed, and returns both ids. */
  placePaidOrder: (client?: Client) => Promise<{ orderId: string; paymentId: string }>;
  /** Resolves when the order has this status. */
  untilOrderIs: (orderId: string, status: string) => Promise<void>;
  /** Sends a request to the operators' listener, with the login unless `headers` name another one. */
  askOperators: (path: string, options?: OperatorsRequest) => Promise<Response>;
  /** Ends the process and starts another one. */
  restart: (env?: Record<string, string>) => Promise<ServiceProcess>;
}

export interface OperatorsRequest {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
}

interface ServiceOptions extends WorldOptions {
  /** Whether the process gets the sandbox's webhooks. */
  webhooks?: boolean;
}

/** Starts the service before the tests of a file, and ends it after them. `prepare` runs once the service is there. */
export const useService = (options: ServiceOptions = {}, prepare: (shop: Shop) => unknown = () => {}): Shop => {
  const shop = {} as Shop;
  beforeAll(async () => {
    const world = await startWorld(options);
    Object.assign(shop, { world });
    const env = options.webhooks ? { PORT: world.webhookPort } : {};
    const service = await world.start(env);
    Object.assign(shop, { service, ...(await createClients(shop)), ...createActions(shop) });
    await prepare(shop);
  });
  afterAll(() => shop.world.end());
  return shop;
};

const createClients = async (shop: Shop) => {
  const clientFor = async (userId: string, ...roles: string[]): Promise<Client> =>
    clientOf(() => shop.service.http, await tokenFor(shop.world.keys, userId, roles));
  return {
    clientFor,
    asAda: await clientFor(ada, 'user'),
    asAlan: await clientFor(alan, 'user'),
    asAdmin: await clientFor(alan, 'admin'),
    asService: await clientFor(randomUUID(), 'service'),
  };
};

const createActions = (
  shop: Shop,
): Pick<Shop, 'placeOrder' | 'placePaidOrder' | 'untilOrderIs' | 'askOperators' | 'restart'> => ({
  placeOrder: async (client = shop.asAda) => (await client('POST', '/orders', { body: anOrder() })).body.id,
  placePaidOrder: async (client = shop.asAda) => {
    const orderId = await shop.placeOrder(client);
    const { body: payment } = await client('POST', '/payments', { body: aPayment(orderId) });
    await shop.untilOrderIs(orderId, 'confirmed');
    return { orderId, paymentId: payment.id };
  },
  untilOrderIs: (orderId, status) =>
    eventually(async () => {
      expect((await shop.asAdmin('GET', `/orders/${orderId}`)).body.status).toBe(status);
    }),
  askOperators: (path, { method = 'GET', headers = {}, body } = {}) =>
    fetch(`${shop.service.ops}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: loginOf(shop.world.keys.ops),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  restart: async (env = {}) => {
    await shop.service.stop();
    shop.service = await shop.world.start(env);
    return shop.service;
  },
});

/** Returns the `Authorization` header of HTTP Basic. */
export const loginOf = ({ user, password }: { user: string; password: string }): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
