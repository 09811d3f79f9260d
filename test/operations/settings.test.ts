import { settings } from '../../src/settings/table';
import { anOrder, aPayment } from '../support/client';
import { eventually } from '../support/eventually';
import { useService } from '../support/service';

/** The numbers that a test can set to a limit, with their limits. */
const ranges = Object.values(settings).flatMap(({ variable, parse: { accepts } }) => {
  const [, min, max] = /^(\d+)–(\d+)$/.exec(accepts) ?? [];
  return min !== undefined && max !== undefined && !variable.endsWith('PORT') ? [{ variable, min, max }] : [];
});

const environmentOf = (limit: 'min' | 'max', without: string[]): Record<string, string> =>
  Object.fromEntries(
    ranges.filter(({ variable }) => !without.includes(variable)).map((range) => [range.variable, range[limit]]),
  );

/** At its smallest value each of these ends an order or a call by design. */
const ending = ['PAYMENT_WINDOW_MS', 'GATEWAY_TIMEOUT_MS', 'UPSTREAM_TIMEOUT_MS'];
/** At its largest value the test takes as long, or as long as a busy machine needs to begin with every partition. */
const lasting = ['DRAIN_LINGER_MS', 'SWEEP_EVERY_MS', 'STREAM_PARTITIONS'];

describe.each([
  ['smallest', environmentOf('min', ending)],
  ['largest', environmentOf('max', lasting)],
])('with each number at its %s', (_name, env) => {
  const shop = useService({ env });
  const untilOrderIs = (orderId: string, status: string) =>
    eventually(async () => {
      expect((await shop.asAda('GET', `/orders/${orderId}`)).body.status).toBe(status);
    }, 60_000);

  test('an order is placed, paid, confirmed, cancelled and refunded', async () => {
    const orderId = (await shop.asAda('POST', '/orders', { body: anOrder() })).body.id;
    await shop.asAda('POST', '/payments', { body: aPayment(orderId), headers: { prefer: 'wait=10' } });
    await untilOrderIs(orderId, 'confirmed');
    await shop.asAda('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
    await untilOrderIs(orderId, 'refunded');
  }, 120_000);
});
