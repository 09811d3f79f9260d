import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { createContractCompiler, type Validate } from '../../src/http/contract/contract-schemas';

const folder = join(__dirname, '..', '..', 'contracts', 'order-management');
const compile = createContractCompiler(folder);
const apis = ['order-service/order-api.yaml', 'payment-service/payment-api.yaml'];
const streams = ['order-service/order-events.yaml', 'payment-service/payment-events.yaml'];
const methods = ['get', 'post', 'patch', 'put', 'delete'];

// biome-ignore lint/suspicious/noExplicitAny: the lint of the contracts has checked their shape
type Node = any;

/** The response that the contract promises for one status of an operation. */
interface Promised {
  /** `contracts/order-management/order-service/order-api.yaml:88 createOrder 201` */
  where: string;
  body?: Validate;
  headers: Record<string, { required: boolean; validate: Validate }>;
  /** The codes that a problem may have; empty when the contract names none. */
  codes: string[];
}

/** An operation of the contract with its responses. */
export interface PromisedOperation {
  operationId: string;
  method: string;
  path: string;
  where: string;
  /** A webhook, which is authenticated by its signature and has no route in the router. */
  isSigned: boolean;
  answers: Record<string, Promised>;
}

/** An event of the contract. */
export interface PromisedEvent {
  name: string;
  stream: string;
  where: string;
  headers: Validate;
  payload: Validate;
  /** The fields of `data`. Consumers must accept others, but our code may not send them. */
  fields: string[];
}

/** A response to check. */
export interface GivenAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The parsed contracts: every check reads them. */
const parsed = new Map<string, { lines: LineCounter; document: Document; value: Node }>();

const contractFile = (file: string) => {
  const known = parsed.get(file);
  if (known) return known;
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(join(folder, file), 'utf8'), { lineCounter: lines });
  const read = { lines, document, value: document.toJS() as Node };
  parsed.set(file, read);
  return read;
};

/** Returns the file and line of a node of the contract, for the message of a failure. */
const whereIs = (file: string, keys: (string | number)[]): string => {
  const { lines, document } = contractFile(file);
  const node = document.getIn(keys, true) as { range?: [number, number, number] } | undefined;
  return `contracts/order-management/${file}:${lines.linePos(node?.range?.[0] ?? 0).line}`;
};

const memberAt = (value: Node, pointer: string): Node =>
  pointer
    .split('/')
    .slice(1)
    .reduce((inner: Node, key: string) => inner?.[key], value);

/** Resolves a reference, and returns the file that holds its target. */
const follow = (file: string, value: Node): { file: string; value: Node } => {
  if (value?.$ref === undefined) return { file, value };
  const [place = '', pointer = ''] = (value.$ref as string).split('#');
  const home = place === '' ? file : join(file, '..', place);
  return follow(home, memberAt(contractFile(home).value, pointer));
};

const promisedAnswer = (file: string, given: Node, where: string): Promised => {
  const { file: home, value } = follow(file, given);
  const [media] = Object.values<Node>(value.content ?? {});
  const headers = Object.entries<Node>(value.headers ?? {}).map(([name, header]) => {
    const { required = false, schema } = follow(home, header).value;
    return [name, { required, validate: compile(schema, `header/${name}`) }];
  });
  return {
    where,
    ...(media && { body: compile(media.schema, '#') }),
    headers: Object.fromEntries(headers),
    codes: Object.keys(media?.examples ?? {}).filter(() => 'application/problem+json' in value.content),
  };
};

const promisedOperation = (file: string, path: string, method: string, operation: Node): PromisedOperation => {
  const keys = ['paths', path, method];
  const answers = Object.entries(operation.responses).map(([status, answer]) => {
    const where = `${whereIs(file, [...keys, 'responses', status])} ${operation.operationId} ${status}`;
    return [status, promisedAnswer(file, answer, where)];
  });
  const { operationId, 'x-signature': signature } = operation;
  const isSigned = signature !== undefined;
  return { operationId, method, path, where: whereIs(file, keys), isSigned, answers: Object.fromEntries(answers) };
};

/** Every operation of both APIs. */
export const promisedOperations: PromisedOperation[] = apis.flatMap((file) => {
  const { paths } = contractFile(file).value;
  return Object.entries<Node>(paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => promisedOperation(file, path, method, item[method])),
  );
});

/** Every event of both services. */
export const promisedEvents: PromisedEvent[] = streams.flatMap((file) => {
  const { components, channels } = contractFile(file).value;
  const stream = Object.keys(channels)[0] ?? '';
  return Object.entries<Node>(components.messages)
    .filter(([key]) => key !== 'DeadLetter')
    .map(([key, { name, headers, payload }]) => ({
      name,
      stream,
      where: `${whereIs(file, ['components', 'messages', key])} ${name}`,
      headers: compile(headers, '#'),
      payload: compile(payload, '#/data'),
      fields: Object.keys(follow(file, payload).value.properties),
    }));
});

const letter = compile({ $ref: 'envelope.yaml#/definitions/DeadLetterEnvelope' }, '#');

/** Returns what is wrong with the entry of a dead letter. */
export const brokenByLetter = (entry: Record<string, string>): string[] =>
  letter(entry).map(({ pointer, detail }) => `schemas/envelope.yaml DeadLetterEnvelope: ${pointer} ${detail}`);

/** A stream of the contract: its keys, and the consumer groups that it knows. */
export interface PromisedStream {
  key: string;
  partitionKey: string;
  deadLetter?: string;
  groups?: { name: string }[];
}

/** Every stream that a service publishes, by key. */
export const promisedStreams: Record<string, PromisedStream> = Object.fromEntries(
  streams.flatMap((file) =>
    Object.entries<Node>(contractFile(file).value.channels)
      .filter(([, { subscribe }]) => subscribe)
      .map(([key, channel]) => [key, channel['x-redis-stream'] as PromisedStream]),
  ),
);

/** The error catalogue: code, and its example. */
export const promisedProblems: Record<string, { status: number; title: string; type: string; where: string }> =
  Object.fromEntries(
    Object.entries<Node>(contractFile('schemas/problems.yaml').value.examples).map(([code, { value }]) => [
      code,
      { ...value, where: whereIs('schemas/problems.yaml', ['examples', code]) },
    ]),
  );

// Clients act on these headers: a response may have one only if the contract promises it.
const checkedHeaders = ['ETag', 'Location', 'Idempotency-Replayed', 'Retry-After', 'Link', 'WWW-Authenticate'];

/** Returns what is wrong with a response, each with the line of the contract that it breaks. */
export const brokenBy = (method: string, path: string, answer: GivenAnswer): string[] => {
  const [operation] = promisedOperations.filter((one) => isOf(one, method, path)).sort(moreLiteralFirst);
  if (!operation) return brokenOutside(answer);
  const promised = operation.answers[answer.status] ?? (answer.status >= 500 ? operation.answers.default : undefined);
  if (!promised) return [`${operation.where} ${operation.operationId} promises no ${answer.status}`];
  const { where, body } = promised;
  const code = (answer.body as { code?: string } | undefined)?.code ?? '';
  const isUnknown = answer.body !== undefined && promised.codes.length > 0 && !promised.codes.includes(code);
  return [
    ...(answer.body === undefined ? [] : (body?.(answer.body) ?? [{ pointer: '#', detail: 'is not promised' }])),
    ...brokenHeaders(promised, answer.headers),
    ...(isUnknown ? [{ pointer: '#/code', detail: `${code} is none of ${promised.codes.join(', ')}` }] : []),
  ].map(({ pointer, detail }) => `${where}: ${pointer} ${detail}`);
};

const problem = compile({ $ref: 'common.yaml#/definitions/Problem' }, '#');

/** A response to a request that is no operation must be a problem, too. */
const brokenOutside = ({ status, body }: GivenAnswer): string[] =>
  status < 400 || body === undefined
    ? []
    : problem(body).map(({ pointer, detail }) => `schemas/common.yaml Problem: ${pointer} ${detail}`);

const brokenHeaders = ({ headers }: Promised, given: Headers) => [
  ...Object.entries(headers).flatMap(([name, { required, validate }]) => {
    const value = given.get(name);
    if (value !== null) return validate(value);
    return required ? [{ pointer: `header/${name}`, detail: 'is required' }] : [];
  }),
  ...checkedHeaders
    .filter((name) => given.has(name) && !headers[name])
    .map((name) => ({ pointer: `header/${name}`, detail: 'is not promised' })),
];

/** HEAD promises what GET does, without its body. */
/** `/payments/reconciliation` is no `/payments/{paymentId}` (OpenAPI 3.0, path templating). */
const moreLiteralFirst = (one: PromisedOperation, other: PromisedOperation): number =>
  one.path.split('{').length - other.path.split('{').length;

const isOf = (operation: PromisedOperation, method: string, path: string): boolean =>
  operation.method === (method === 'HEAD' ? 'get' : method.toLowerCase()) &&
  new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? '');

/** Returns what is wrong with an entry of a stream, each with the line of the contract that it breaks. */
export const brokenByEntry = (stream: string, { data = '', ...headers }: Record<string, string>): string[] => {
  const event = promisedEvents.find((one) => one.stream === stream && one.name === headers.type);
  if (!event) return [`contracts/order-management: ${stream} promises no ${headers.type}`];
  const payload = JSON.parse(data) as object;
  const unpromised = Object.keys(payload).filter((field) => !event.fields.includes(field));
  return [
    ...event.headers(headers),
    ...event.payload(payload),
    ...unpromised.map((field) => ({ pointer: `#/data/${field}`, detail: 'is not promised' })),
  ].map(({ pointer, detail }) => `${event.where}: ${pointer} ${detail}`);
};
