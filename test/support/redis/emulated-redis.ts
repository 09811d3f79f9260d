import { type AddressInfo, createServer } from 'node:net';

/** Something that answers as a Redis of some version does, and remembers the commands that it got. */
export interface EmulatedRedis {
  url: string;
  commands: string[];
  close: () => void;
}

/** Starts an emulated Redis that knows only the commands with which clients begin. */
export const startEmulatedRedis = async (version: string): Promise<EmulatedRedis> => {
  const commands: string[] = [];
  const about = `# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\nloading:0\r\n`;
  const replies: Record<string, string> = { info: `$${about.length}\r\n${about}\r\n`, client: '+OK\r\n' };
  const listener = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      for (const [, name = ''] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        commands.push(name.toLowerCase());
        socket.write(replies[name.toLowerCase()] ?? `-ERR unknown command '${name}'\r\n`);
      }
    });
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  return {
    url: `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    commands,
    close: () => listener.close(),
  };
};
