import { orderStatuses } from '../../domain/order';
import { isLegalStep } from './history-rules';

const names =
  'created confirmed payment_failed payment_retried payment_rejected shipped delivered cancelled returned refunded ' +
  'stock_confirmed stock_released backordered';
const types = names.split(' ').map((name) => `order.${name}`);

describe('isLegalStep', () => {
  test('accepts the steps of the domain, and no others', () => {
    const rejected = orderStatuses.map((status) => `${status} order.payment_rejected ${status}`);
    const steps = [null, ...orderStatuses].flatMap((before) =>
      types.flatMap((type) =>
        orderStatuses
          .filter((after) => isLegalStep({ before, type, after }))
          .map((after) => `${before} ${type} ${after}`),
      ),
    );
    expect(steps.sort()).toEqual(
      [
        'null order.created pending',
        'pending order.confirmed confirmed',
        'pending order.payment_failed payment_failed',
        'pending order.cancelled cancelled',
        'payment_failed order.payment_retried pending',
        'payment_failed order.cancelled cancelled',
        'confirmed order.shipped shipped',
        'confirmed order.cancelled cancelled',
        'shipped order.delivered delivered',
        'shipped order.returned returned',
        'delivered order.returned returned',
        'cancelled order.refunded refunded',
        'returned order.refunded refunded',
        'confirmed order.stock_confirmed confirmed',
        'confirmed order.backordered confirmed',
        'cancelled order.stock_released cancelled',
        'refunded order.stock_released refunded',
        ...rejected,
      ].sort(),
    );
  });
});
