import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** An event as a client received it. */
export interface Received {
  id: number;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the test wants of it
  data: any;
}

/** A client of server-sent events. */
export interface Follower {
  status: number;
  headers: IncomingMessage['headers'];
  events: Received[];
  /** The number of heartbeat comments received. */
  beats: () => number;
  /** Resolves when the response is over: true if it ended, false if it was cut off. */
  ended: Promise<boolean>;
  /** Stops reading. */
  pause: () => void;
  resume: () => void;
  leave: () => void;
}

/** Requests an event stream. Any other response has no events. */
export const follow = (url: string, token: string, headers: Record<string, string> = {}): Promise<Follower> =>
  new Promise((resolve, reject) => {
    const asked = request(url, {
      agent: false,
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
    });
    asked.once('error', reject);
    asked.once('response', (response) => resolve(followerOf(asked, response)));
    asked.end();
  });

const followerOf = (asked: ClientRequest, response: IncomingMessage): Follower => {
  const events: Received[] = [];
  let beats = 0;
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block === ': heartbeat') beats += 1;
      else if (block.startsWith('id: ')) events.push(received(block));
    }
  });
  const ended = new Promise<boolean>((resolve) => {
    response.once('close', () => resolve(response.complete));
  });
  response.on('error', () => {});
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    beats: () => beats,
    ended,
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    leave: () => void asked.destroy(),
  };
};

const received = (block: string): Received => {
  const [, id, event, data = ''] = /^id: (\d+)\nevent: (\S+)\ndata: (.*)$/s.exec(block) ?? [];
  return { id: Number(id), event: String(event), data: JSON.parse(data) };
};
