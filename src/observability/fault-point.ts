/** The places where a test may break the flow. Inert unless a fault is planted. */
export type FaultPoint =
  | 'order-committed'
  | 'payment-begun'
  | 'payment-committed'
  | 'method-attached'
  | 'charge-claimed'
  | 'charge-sent'
  | 'outcome-committed'
  | 'event-published'
  | 'event-handled'
  | 'event-acknowledged';

let planted: { point: string; remaining: number } | undefined;

/** Plants `<point>:<n>`: the process kills itself (SIGKILL) the n-th time that it reaches the point. */
export const plantFault = (fault: string | undefined): void => {
  const [point, times = '1'] = fault?.split(':') ?? [];
  planted = point === undefined ? undefined : { point, remaining: Number(times) };
};

/** Marks a place between two steps of a flow. */
export const reach = (point: FaultPoint): void => {
  if (planted?.point !== point) return;
  planted.remaining -= 1;
  if (planted.remaining === 0) process.kill(process.pid, 'SIGKILL');
};
