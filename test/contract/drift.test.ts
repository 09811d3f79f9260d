import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawingOf, rightsOf } from '../../scripts/contract-machines';
import { requiresPostcode } from '../../src/actors/orders/address';
import { permittedTransitions } from '../../src/actors/orders/order-permissions';
import { DomainError, NewerVersion, Unavailable } from '../../src/domain/errors';
import { loadContract } from '../../src/http/contract/contract';
import { readContract } from '../../src/http/contract/contract-schemas';
import type { Actors } from '../../src/http/handler';
import { problems, toProblem } from '../../src/http/problem-details';
import { createContractRouter } from '../../src/http/router';
import { orderMachine } from '../../src/machines/order/order-machine';
import { paymentMachine } from '../../src/machines/payment/payment-machine';
import { streamKeys } from '../../src/streams/stream-keys';
import { promisedOperations, promisedProblems, promisedStreams } from '../support/contract-assertions';

const contracts = join(__dirname, '..', '..', 'contracts', 'order-management');

const committed = (file: string): unknown => JSON.parse(readFileSync(join(contracts, file), 'utf8'));

test('matches machines.json with the state machines (npm run machines)', () => {
  expect(committed('machines.json')).toEqual(drawingOf([orderMachine, paymentMachine]));
});

test('matches rights.json with the permissions of the code (npm run machines)', () => {
  expect(committed('rights.json')).toEqual(rightsOf(orderMachine, permittedTransitions));
});

const access = { authenticate: () => Promise.reject(new Error('not called')), limitRate: () => {} };

/** Creates the router. The error for an operation without a handler names its line in the contract. */
const createRouter = (): ReturnType<typeof createContractRouter> => {
  try {
    return createContractRouter(loadContract(contracts), {} as Actors, access);
  } catch (error) {
    const { message } = error as Error;
    const lines = promisedOperations
      .filter(({ operationId }) => message.includes(operationId))
      .map(({ where }) => where);
    throw new Error(`${message}: ${lines.join(', ')}`, { cause: error });
  }
};

test('has one route per operation and no other route', () => {
  const routes = createRouter().stack.flatMap(({ path, methods }) =>
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
  'token-keys-unavailable': 'token-keys',
} as const;

const otherErrors: Record<string, Error> = {
  'newer-version': new NewerVersion('an order', 2),
  'internal-error': new Error('a bug'),
};

const createError = (code: string): Error => {
  const other = otherErrors[code];
  if (other) return other;
  const dependency = outages[code as keyof typeof outages];
  return dependency ? new Unavailable(dependency) : new DomainError(code, 'a detail');
};

test.each(Object.entries(promisedProblems))('returns %s as in the error catalogue', (code, promised) => {
  const { where, status, title, type } = promised;
  expect({ where, ...toProblem(createError(code)) }).toMatchObject({ where, code, status, title, type });
});

interface PostcodeRule {
  not: { properties: { country: { enum: string[] } } };
}

test('requires a postcode in the countries of the contract', () => {
  const { definitions } = readContract(contracts, 'schemas/order.yaml') as {
    definitions: Record<string, PostcodeRule>;
  };
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  expect(definitions.AddressInput?.not.properties.country.enum).toEqual(codes.filter(requiresPostcode));
});

test('lists every problem of the code in the error catalogue', () => {
  const returned = [...Object.keys(problems), ...Object.keys(outages), ...Object.keys(otherErrors)];
  expect(Object.keys(promisedProblems).sort()).toEqual(returned.sort());
});

test.each(['order-events', 'payment-events'])('uses the keys of the contract for %s', (stream) => {
  const { key, partitionKey, deadLetter } = promisedStreams[stream] ?? {};
  const deadLetters = promisedStreams[`${stream}:dead-letter`];
  const [unpartitioned, third] = [streamKeys(stream, 0, 1), streamKeys(stream, 3, 4)];
  expect([key, deadLetter, deadLetters?.key]).toEqual([
    unpartitioned.stream,
    unpartitioned.deadLetter,
    unpartitioned.deadLetter,
  ]);
  expect([partitionKey, deadLetters?.partitionKey].map((name) => name?.replace('{n}', '{3}'))).toEqual([
    third.stream,
    third.deadLetter,
  ]);
});
