import type { PaymentDocument } from '../../actors/payments/payment-document';
import type { DisputeStatus } from '../../domain/payment';
import type { Actors, Handler } from '../handler';
import { readIdCursor, toPage } from '../pagination';
import { toDisputes } from './dispute-resource';

/** GET /disputes: the disputes of the payments on a page, newest payment first. */
export const listDisputes =
  ({ payments }: Actors): Handler =>
  async ({ ctx, query }) => {
    const { status, cursor, limit } = query as { status?: DisputeStatus; cursor?: string; limit: number };
    const found = await payments.listDisputed({
      ...(status !== undefined && { status }),
      ...(cursor !== undefined && { after: readIdCursor(cursor) }),
      limit: limit + 1,
    });
    const inStatus = (payment: PaymentDocument) =>
      toDisputes(payment).filter((dispute) => status === undefined || dispute.status === status);
    ctx.set('Cache-Control', 'no-store');
    const { data, ...rest } = toPage(ctx, found, limit, inStatus);
    ctx.body = { data: data.flat(), ...rest };
  };
