import type { PaymentDocument } from '../actors/payments/payment-document';
import type { WorkItem } from '../domain/actor-document';
import type { GatewayRequest } from '../ports/gateway';
import { type ChargeDependencies, chargeProtocol } from './charge-protocol';

const timeoutMs = 1_000;
const due: WorkItem = {
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
  const sent: GatewayRequest[] = [];
  const parts = {
    store: { load: async () => payment },
    orders: { isWaitingFor: async () => true },
    clock: () => new Date(nowMs),
    host: {
      change: async (_id: string, _mark: object, change: (stored: typeof payment) => typeof payment) => {
        payment = change(payment);
        nowMs = wokenMs;
        return payment;
      },
    },
    gateway: {
      isOpen: () => false,
      capabilities: { timeoutMs, keyLifetimeMs: 60_000, keepsFailedKeys: true, quietMs: 0 },
      send: async (instruction: GatewayRequest) => {
        sent.push(instruction);
        return { kind: 'declined', failureCode: 'NO', failureReason: 'No', permanent: false };
      },
    },
    vault: { open: (sealed: string) => sealed },
    send: async () => payment as unknown as PaymentDocument,
  } as unknown as ChargeDependencies;
  return { parts, sent };
};

describe('the charge protocol', () => {
  test('sends work while its claim is valid', async () => {
    const { parts, sent } = workerThatWakes(2 * timeoutMs - 1);
    await chargeProtocol(parts, 'p1', due);
    expect(sent.map(({ reference }) => reference.workId)).toEqual(['charge-1']);
  });

  test('sends nothing when a worker wakes after its claim has expired, since another may have taken over', async () => {
    const { parts, sent } = workerThatWakes(2 * timeoutMs);
    await expect(chargeProtocol(parts, 'p1', due)).rejects.toThrow('charge p1-charge-1 is unknown');
    expect(sent).toEqual([]);
  });
});
