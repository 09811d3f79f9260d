import type { WorkItem } from '../../domain/actor-document';
import { toDecimal } from '../../domain/money';
import type { Payment } from '../../domain/payment';
import { isOpen } from '../../domain/work-item';
import { type PaymentResources, toResource } from '../to-resource';

type Attempt = PaymentResources['Attempt'];

const isAttempt = (item: WorkItem): item is WorkItem & Pick<Attempt, 'kind'> =>
  item.kind === 'charge' || item.kind === 'capture' || item.kind === 'void' || item.kind === 'refund';

/** Returns what was asked of the gateway for a payment, as the contract says. `isDetailed`: with what a bank said. */
export const toAttempts = (
  { work, currency }: Payment & { work: WorkItem[] },
  isDetailed: boolean,
): PaymentResources['Attempt'][] =>
  work.filter(isAttempt).map((item) =>
    toResource({
      id: item.id,
      kind: item.kind,
      state: item.state,
      attempt: item.attempt ?? 1,
      tries: item.tries,
      amount: item.amountMinor === undefined ? undefined : toDecimal(item.amountMinor, currency),
      duplicateCharge: item.isDuplicateCharge,
      reason: item.reason,
      failureCode: isDetailed ? item.failureCode : undefined,
      lastError: item.lastError,
      requestedAt: item.createdAt.toISOString(),
      firstSentAt: item.firstSentAt?.toISOString(),
      nextTryAt: isOpen(item) ? item.dueAt?.toISOString() : undefined,
    }),
  );
