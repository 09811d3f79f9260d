/** The places where a test may break the flow. Inert unless a fault is armed. */
export type FaultPoint =
  | 'stock-holding'
  | 'stock-held'
  | 'stock-working'
  | 'stock-answered'
  | 'order-committed'
  | 'payment-begun'
  | 'payment-committed'
  | 'customer-created'
  | 'method-attached'
  | 'charge-claimed'
  | 'charge-sent'
  | 'outcome-committed'
  | 'event-publishing'
  | 'event-published'
  | 'event-handled'
  | 'event-acknowledged';

const signals = { kill: 'SIGKILL', stop: 'SIGSTOP' } as const;

let armed: { point: string; remaining: number; signal: NodeJS.Signals } | undefined;

/** Arms `<point>:<n>` or `<point>:<n>:stop`: the n-th time that the process reaches the point, it kills or freezes itself. */
export const armFaultPoint = (fault: string | undefined): void => {
  const [point, times = '1', action = 'kill'] = fault?.split(':') ?? [];
  const signal = signals[action as keyof typeof signals];
  armed = point === undefined ? undefined : { point, remaining: Number(times), signal };
};

/** Marks a place between two steps of a flow. */
export const faultPoint = (point: FaultPoint): void => {
  if (armed?.point !== point) return;
  armed.remaining -= 1;
  if (armed.remaining === 0) process.kill(process.pid, armed.signal);
};
