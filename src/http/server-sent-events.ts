import type { Context } from 'koa';

/** An event as a client gets it. */
export interface SentEvent {
  id: string;
  event: string;
  data: object;
}

/** The open end of `text/event-stream`. */
export interface EventStreamResponse {
  /** False: the client has not taken what it was sent; `next` will be called when it has. */
  isReady: () => boolean;
  send: (event: SentEvent) => void;
  end: () => void;
}

interface EventSourceParts {
  heartbeatMs: number;
  /** When it must be over. */
  until: Date | undefined;
  /** The client is ready for more. */
  next: () => void;
  closed: () => void;
}

const reconnectMs = 2_000;
/** The longest that a timer can wait. */
const timerMaxMs = 2 ** 31 - 1;

/**
 * Begins to answer with server-sent events. What is not taken is not piled up: one buffer of the socket is what a client has,
 * and one that takes nothing from one heartbeat to the next is cut off. It can resume by `Last-Event-ID`.
 */
export const openEventStream = (
  ctx: Context,
  { heartbeatMs, until, next, closed }: EventSourceParts,
): EventStreamResponse => {
  const { res } = ctx;
  let isFull = false;
  let isLate = false;

  const write = (text: string): void => {
    isFull = !res.write(text);
  };
  const end = (): void => {
    if (isFull) res.destroy();
    else res.end();
  };
  const beat = (): void => {
    if (isLate) return void res.destroy();
    isLate = isFull;
    if (!isFull) write(': heartbeat\n\n');
  };
  const beating = setInterval(beat, heartbeatMs);
  const ending = setTimeout(end, Math.min((until?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now(), timerMaxMs));
  res.on('drain', () => {
    isFull = isLate = false;
    next();
  });
  const leave = (): void => {
    clearInterval(beating);
    clearTimeout(ending);
    closed();
  };
  res.on('close', leave);
  // A client that was gone before has closed already.
  if (res.destroyed) leave();

  // Heartbeats find out whether the client still reads.
  res.socket?.setTimeout(0);
  beginAnswer(ctx);
  write(`retry: ${reconnectMs}\n\n`);
  return {
    isReady: () => !isFull && !res.writableEnded && !res.destroyed,
    send: ({ id, event, data }) => write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end,
  };
};

/** Past Koa, which would buffer a body once more. */
const beginAnswer = (ctx: Context): void => {
  ctx.status = 200;
  ctx.type = 'text/event-stream';
  // Proxies must pass on each event as it comes.
  ctx.set('X-Accel-Buffering', 'no');
  ctx.respond = false;
  ctx.res.flushHeaders();
};
