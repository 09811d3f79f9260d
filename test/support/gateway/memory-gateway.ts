import { randomUUID } from 'node:crypto';
import { DomainError } from '../../../src/domain/errors';
import type { GatewayCharge, GatewayEvent, GatewayRequest, Outcome, PaymentGateway } from '../../../src/ports/gateway';

/** A movement of money or an authorization, as a gateway records it. */
export interface Movement {
  kind: 'charge' | 'authorization' | 'capture' | 'refund' | 'void' | 'dispute' | 'dispute_reversal';
  amount: number;
  currency: string;
}

interface Charge extends Pick<GatewayRequest, 'reference' | 'amountMinor' | 'currency' | 'capture'> {
  id: string;
  state: 'challenged' | 'held' | 'taken' | 'released';
  takenMinor: number;
  refunds: { reference: GatewayRequest['reference']; amountMinor: number }[];
  createdAt: Date;
}

/** A gateway that stores everything in memory, and the controls that a test needs beside the port. */
export interface MemoryGateway extends PaymentGateway {
  movementsOf: (orderId: string) => Movement[];
  /** Completes the challenge, as the customer does. */
  approve: (url: string) => void;
  /** Makes every call fail from now on. */
  breakDown: () => void;
}

/** The declines of the test cards. */
const declines: Record<string, Extract<Outcome, { kind: 'declined' }>> = {
  tok_chargeDeclinedInsufficientFunds: { ...refusal('INSUFFICIENT_FUNDS'), isByIssuer: true },
  tok_chargeDeclinedStolenCard: { ...refusal('STOLEN_CARD'), permanent: true, isByIssuer: true },
};

/** Creates a gateway without charges. */
export const memoryGateway = (): MemoryGateway => {
  const charges = new Map<string, Charge>();
  const answers = new Map<string, Outcome>();
  const movements: (Movement & { orderId: string })[] = [];
  const events: GatewayEvent[] = [];
  let isBroken = false;

  const assertWorks = (): void => {
    if (isBroken) throw new Error('The gateway is broken');
  };
  const move = (charge: Charge, kind: Movement['kind'], amount: number, reference = charge.reference): void => {
    movements.push({ kind, amount, currency: charge.currency, orderId: charge.reference.orderId });
    events.push({
      id: randomUUID(),
      type: kind,
      at: new Date(),
      reference,
      gatewayRef: charge.id,
      mayBeUnrequested: false,
    });
  };
  const settle = (charge: Charge): void => {
    const isHeld = charge.capture === 'manual';
    Object.assign(charge, isHeld ? { state: 'held' } : { state: 'taken', takenMinor: charge.amountMinor });
    move(charge, isHeld ? 'authorization' : 'charge', charge.amountMinor);
  };
  const desk: Desk = { charges, move, settle };
  return {
    capabilities: { keyLifetimeMs: 60_000, quietMs: 0, keepsFailedKeys: true, timeoutMs: 1_000 },
    amounts: { findRefusal: () => null },
    send: async (instruction) => {
      assertWorks();
      const answer = answers.get(instruction.key) ?? carryOut(desk, instruction);
      answers.set(instruction.key, answer);
      return answer;
    },
    find: async (instruction) => {
      assertWorks();
      return lookUp(charges, instruction);
    },
    readWebhook: () => {
      throw new DomainError('webhook-not-authentic', 'This gateway posts no webhooks');
    },
    listEvents: async (since) => {
      assertWorks();
      return events.filter(({ at }) => at >= since);
    },
    listCharges: async (since) => {
      assertWorks();
      return [...charges.values()].filter(({ createdAt }) => createdAt >= since).map(asGatewayCharge);
    },
    readCharge: async (gatewayRef) => {
      assertWorks();
      const charge = charges.get(gatewayRef);
      return charge ? asGatewayCharge(charge) : null;
    },
    readDisputes: async () => [],
    listDisputes: async () => [],
    readFraudWarnings: async () => [],
    movementsOf: (orderId) => movements.filter((one) => one.orderId === orderId).map(({ orderId: _id, ...one }) => one),
    approve: (url) => settle(chargeIn(charges, url.slice('memory:'.length))),
    breakDown: () => {
      isBroken = true;
    },
  };
};

const statuses = { challenged: 'open', held: 'authorized', taken: 'succeeded', released: 'voided' } as const;

const asGatewayCharge = ({ id, state, amountMinor, takenMinor, refunds, ...charge }: Charge): GatewayCharge => ({
  ...charge,
  gatewayRef: id,
  status: statuses[state],
  amountMinor: state === 'held' ? amountMinor : takenMinor,
  refunds: refunds.map((refund) => ({
    ...refund,
    refundRef: refund.reference.workId,
    status: 'succeeded',
    createdAt: charge.createdAt,
  })),
});

interface Desk {
  charges: Map<string, Charge>;
  move: (charge: Charge, kind: Movement['kind'], amount: number, reference?: GatewayRequest['reference']) => void;
  settle: (charge: Charge) => void;
}

const carryOut = (desk: Desk, instruction: GatewayRequest): Outcome => {
  if (instruction.kind === 'charge') return begin(desk, instruction);
  const charge = chargeIn(desk.charges, instruction.gatewayRef);
  switch (instruction.kind) {
    case 'capture':
      return capture(desk, charge, instruction);
    case 'void':
      return release(desk, charge);
    case 'refund':
      return refund(desk, charge, instruction);
  }
};

const begin = (
  { charges, settle }: Desk,
  { cardToken = '', reference, amountMinor, currency, capture: mode = 'automatic' }: GatewayRequest,
): Outcome => {
  const declined = declines[cardToken];
  if (declined) return declined;
  const charge: Charge = {
    id: randomUUID(),
    reference,
    amountMinor,
    currency,
    capture: mode,
    state: 'challenged',
    takenMinor: 0,
    refunds: [],
    createdAt: new Date(),
  };
  charges.set(charge.id, charge);
  if (cardToken !== 'tok_threeDSecureRequired') settle(charge);
  return seen(charge);
};

const capture = ({ move }: Desk, charge: Charge, { amountMinor }: GatewayRequest): Outcome => {
  if (charge.state === 'taken') return seen(charge);
  if (charge.state !== 'held' || amountMinor > charge.amountMinor) return refusal('NOT_CAPTURABLE');
  Object.assign(charge, { state: 'taken', takenMinor: amountMinor });
  move(charge, 'capture', amountMinor);
  return seen(charge);
};

const release = ({ move }: Desk, charge: Charge): Outcome => {
  if (charge.state === 'taken') return refusal('NOT_VOIDABLE');
  if (charge.state === 'held') move(charge, 'void', charge.amountMinor);
  charge.state = 'released';
  return succeeded(charge, charge.amountMinor);
};

const refund = ({ move }: Desk, charge: Charge, { amountMinor, reference }: GatewayRequest): Outcome => {
  const left = charge.refunds.reduce((rest, one) => rest - one.amountMinor, charge.takenMinor);
  if (amountMinor > left) return refusal('MORE_THAN_IS_LEFT');
  charge.refunds.push({ reference, amountMinor });
  move(charge, 'refund', amountMinor, reference);
  return succeeded(charge, amountMinor);
};

const lookUp = (charges: Map<string, Charge>, { kind, reference, gatewayRef }: GatewayRequest): Outcome => {
  if (kind === 'charge') {
    const isMeant = (one: Charge) =>
      one.reference.paymentId === reference.paymentId && one.reference.workId === reference.workId;
    const charge = [...charges.values()].find(isMeant);
    return charge ? seen(charge) : { kind: 'absent' };
  }
  const charge = chargeIn(charges, gatewayRef);
  const { state, amountMinor } = charge;
  if (kind === 'capture') return state === 'held' ? { kind: 'absent' } : seen(charge);
  if (kind === 'void') return state === 'released' ? succeeded(charge, amountMinor) : { kind: 'absent' };
  const found = charge.refunds.find((one) => one.reference.workId === reference.workId);
  return found ? succeeded(charge, found.amountMinor) : { kind: 'absent' };
};

const seen = (charge: Charge): Outcome => {
  switch (charge.state) {
    case 'challenged':
      return { kind: 'challenged', url: `memory:${charge.id}`, gatewayRef: charge.id };
    case 'held':
      return { ...succeeded(charge, charge.amountMinor), kind: 'authorized' };
    case 'taken':
      return succeeded(charge, charge.takenMinor);
    case 'released':
      return refusal('CANCELED');
  }
};

const succeeded = ({ id, currency }: Charge, amountMinor: number) =>
  ({ kind: 'succeeded', amountMinor, currency, transactionId: id, gatewayRef: id }) as const;

function refusal(failureCode: string): Extract<Outcome, { kind: 'declined' }> {
  return { kind: 'declined', failureCode, failureReason: failureCode, permanent: false };
}

const chargeIn = (charges: Map<string, Charge>, id = ''): Charge => {
  const charge = charges.get(id);
  if (!charge) throw new Error('There is no such charge');
  return charge;
};
