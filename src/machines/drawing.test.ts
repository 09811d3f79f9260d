import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machinesDocument } from '../../scripts/machines';
import { orderMachine } from './order/order-machine';
import { paymentMachine } from './payment/payment-machine';

const drawn = readFileSync(join(__dirname, '..', '..', 'docs', 'machines.md'), 'utf8');

test('docs/machines.md shows the machines as they are (npm run machines)', () => {
  expect(drawn).toBe(machinesDocument([orderMachine, paymentMachine]));
});
