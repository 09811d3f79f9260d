import type { PaymentDocument } from '../actors/payments/payment-document';
import type { Work } from '../domain/actor-document';
import type { Instruction } from '../ports/gateway';
import { type Charging, chargeProtocol } from './charge-protocol';

const timeoutMs = 1_000;
const due: Work = {
  id: 'charge-1',
  kind: 'charge',
  state: 'ready',
  createdAt: new Date(0),
  commandId: 'c1',
  askedBy: 'ada',
  tries: 0,
  amountMinor: 9998,
};

/** A worker whose clock reads `wokenMs` as soon as it has claimed the work. */
const workerThatWakes = (wokenMs: number) => {
  let payment = { _id: 'p1', orderId: 'o1', status: 'pending', version: 1, currency: 'USD', work: [due] };
  let nowMs = 0;
  const sent: Instruction[] = [];
  const parts = {
    store: { load: async () => payment },
    orders: { awaits: async () => true },
    clock: () => new Date(nowMs),
    host: {
      change: async (_id: string, _mark: object, change: (stored: typeof payment) => typeof payment) => {
        payment = change(payment);
        nowMs = wokenMs;
        return payment;
      },
    },
    gateway: {
      capabilities: { timeoutMs, keyLifetimeMs: 60_000, keepsFailedKeys: true, quietMs: 0 },
      send: async (instruction: Instruction) => {
        sent.push(instruction);
        return { kind: 'declined', failureCode: 'NO', failureReason: 'No', permanent: false };
      },
    },
    vault: { open: (sealed: string) => sealed },
    tell: async () => payment as unknown as PaymentDocument,
  } as unknown as Charging;
  return { parts, sent };
};

test('a claim that is good is sent', async () => {
  const { parts, sent } = workerThatWakes(2 * timeoutMs - 1);
  await chargeProtocol(parts, 'p1', due);
  expect(sent.map(({ reference }) => reference.workId)).toEqual(['charge-1']);
});

test('a worker that was frozen after its claim sends nothing when it wakes: others may have gone on', async () => {
  const { parts, sent } = workerThatWakes(2 * timeoutMs);
  await expect(chargeProtocol(parts, 'p1', due)).rejects.toThrow('charge p1-charge-1 is unknown');
  expect(sent).toEqual([]);
});
