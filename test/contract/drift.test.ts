import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawingOf, rightsOf } from '../../scripts/contract-machines';
import { allowedTransitions } from '../../src/actors/orders/order-permissions';
import { DomainError, Unavailable } from '../../src/domain/errors';
import { loadContract } from '../../src/http/contract/contract';
import type { Actors } from '../../src/http/handler';
import { problems, toProblem } from '../../src/http/problem-details';
import { createContractRouter } from '../../src/http/router';
import { orderMachine } from '../../src/machines/order/order-machine';
import { paymentMachine } from '../../src/machines/payment/payment-machine';
import { streamKeys } from '../../src/streams/stream-keys';
import { promisedOperations, promisedProblems, promisedStreams } from '../support/contract-assertions';

const contracts = join(__dirname, '..', '..', 'contracts', 'order-management');

const committed = (file: string): unknown => JSON.parse(readFileSync(join(contracts, file), 'utf8'));

test('machines.json draws the machines as they are (npm run machines)', () => {
  expect(committed('machines.json')).toEqual(drawingOf([orderMachine, paymentMachine]));
});

test('rights.json says who may do what as it is (npm run machines)', () => {
  expect(committed('rights.json')).toEqual(rightsOf(orderMachine, allowedTransitions));
});

/** The router, or why there is none and which line of the contract it is about. */
const routerOf = (): ReturnType<typeof createContractRouter> => {
  try {
    return createContractRouter(loadContract(contracts), {} as Actors, () => Promise.reject(new Error('not asked')));
  } catch (error) {
    const { message } = error as Error;
    const lines = promisedOperations
      .filter(({ operationId }) => message.includes(operationId))
      .map(({ where }) => where);
    throw new Error(`${message}: ${lines.join(', ')}`, { cause: error });
  }
};

test('every operation has its route, and every route its operation', () => {
  const routes = routerOf().stack.flatMap(({ path, methods }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${String(path)}`),
  );
  const promised = promisedOperations
    .filter(({ isSigned }) => !isSigned)
    .map(({ method, path }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
  expect(routes.sort()).toEqual(promised.sort());
});

const outages = {
  'user-service-unavailable': 'users',
  'catalog-unavailable': 'catalog',
  'gateway-unavailable': 'gateway',
  'database-unavailable': 'database',
} as const;

const errorOf = (code: string): Error => {
  if (code === 'internal-error') return new Error('a bug');
  const dependency = outages[code as keyof typeof outages];
  return dependency ? new Unavailable(dependency) : new DomainError(code, 'said so');
};

test.each(Object.entries(promisedProblems))('%s is answered as the error catalogue says', (code, promised) => {
  const { where, status, title, type } = promised;
  expect({ where, ...toProblem(errorOf(code)) }).toMatchObject({ where, code, status, title, type });
});

test('the error catalogue has every problem of the code', () => {
  const answered = [...Object.keys(problems), ...Object.keys(outages), 'internal-error'];
  expect(Object.keys(promisedProblems).sort()).toEqual(answered.sort());
});

test.each(['order-events', 'payment-events'])('%s has the keys that it promises', (stream) => {
  const { key, partitionKey, deadLetter } = promisedStreams[stream] ?? {};
  const letters = promisedStreams[`${stream}:dead-letter`];
  const [alone, third] = [streamKeys(stream, 0, 1), streamKeys(stream, 3, 4)];
  expect([key, deadLetter, letters?.key]).toEqual([alone.stream, alone.deadLetter, alone.deadLetter]);
  expect([partitionKey, letters?.partitionKey].map((one) => one?.replace('{n}', '{3}'))).toEqual([
    third.stream,
    third.deadLetter,
  ]);
});
