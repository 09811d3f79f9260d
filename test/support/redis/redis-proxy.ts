import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of Redis: an address that can lead to another server, as one does after a failover. */
export interface RedisProxy {
  url: string;
  /** How many connections are open and forwarded. */
  open: () => number;
  /** Leads new connections to the server on this port; those that are open stay where they are. */
  leadTo: (port: number) => void;
  /**
   * Stops forwarding on the open connections, without closing them, as when a peer vanishes; new ones work. Returns how many
   * froze.
   */
  freeze: () => number;
  /** How many connections were opened since the last freeze. */
  opened: () => number;
  close: () => Promise<void>;
}

interface Pair {
  client: Socket;
  server: Socket;
}

/** Starts a proxy that leads to the server on this port. */
export const startRedisProxy = async (port: number): Promise<RedisProxy> => {
  const [forwarded, frozen] = [new Set<Pair>(), new Set<Pair>()];
  let [target, opened] = [port, 0];
  const listener = createServer((client) => {
    const pair = { client, server: connect(target, '127.0.0.1') };
    forwarded.add(pair);
    opened += 1;
    forward(pair, () => {
      forwarded.delete(pair);
      frozen.delete(pair);
    });
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  return {
    url: `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    open: () => forwarded.size,
    leadTo: (next) => {
      target = next;
    },
    freeze: () => {
      const pairs = [...forwarded];
      for (const pair of pairs) freezePair(pair);
      for (const pair of pairs) frozen.add(pair);
      forwarded.clear();
      opened = 0;
      return pairs.length;
    },
    opened: () => opened,
    close: async () => {
      for (const pair of [...forwarded, ...frozen]) destroy(pair);
      await new Promise((closed) => listener.close(closed));
    },
  };
};

const forward = (pair: Pair, onClose: () => void): void => {
  const { client, server } = pair;
  client.pipe(server);
  server.pipe(client);
  for (const socket of [client, server]) {
    socket.on('error', () => {});
    socket.on('close', () => {
      destroy(pair);
      onClose();
    });
  }
};

/** Neither side gets another byte, a FIN, or an RST. */
const freezePair = ({ client, server }: Pair): void => {
  client.unpipe(server);
  server.unpipe(client);
  client.pause();
  server.pause();
};

const destroy = ({ client, server }: Pair): void => {
  client.destroy();
  server.destroy();
};
