import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

/** What is wrong, and where: a JSON pointer into the body (`#/items/0/quantity`), or `query/limit`, `path/orderId`. */
export interface Violation {
  pointer: string;
  detail: string;
}

type Validate = (value: unknown) => Violation[];

/** One operation of the contract, as the code uses it. */
export interface Operation {
  operationId: string;
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  path: string;
  requiredRoles: string[];
  hasBody: boolean;
  validateBody: Validate;
  validateParams: Validate;
  validateQuery: Validate;
}

/** The promise to REST clients, ready to be held. */
export interface Contract {
  operations: Operation[];
  /** The same for answers and events, for tests. @throws Error when the contract does not know it */
  validateResponse: (operationId: string, status: number, body: unknown) => Violation[];
}

interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required?: boolean;
  schema: object;
}
interface Media {
  content?: Record<string, { schema: object }>;
}
interface OperationObject {
  operationId: string;
  'x-required-roles'?: string[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: Media;
  responses: Record<string, Media | { $ref: string }>;
}
interface ApiDocument {
  paths: Record<string, Record<string, OperationObject>>;
  components: { parameters?: Record<string, Parameter>; responses?: Record<string, Media> };
}

const documents = ['order-service/order-api.yaml', 'payment-service/payment-api.yaml'];
const schemaFiles = ['common', 'order', 'payment', 'order-events', 'payment-events'];
const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;
const vocabulary = ['example'];

/** Reads the contract from its folder. @throws Error when a schema does not compile */
export const loadContract = (folder: string): Contract => {
  const strict = ajvWith(folder, {});
  const coercing = ajvWith(folder, { coerceTypes: 'array', useDefaults: true });
  const apis = documents.map((file) => read(join(folder, file)) as ApiDocument);
  const operations = apis.flatMap((api) => operationsOf(api).map((found) => asOperation(api, found, strict, coercing)));
  const responses = new Map(apis.flatMap(responsesOf));
  return {
    operations,
    validateResponse: (operationId, status, body) => {
      const schema = responses.get(`${operationId} ${status}`) ?? responses.get(`${operationId} default`);
      if (!schema) throw new Error(`The contract knows no answer ${status} of ${operationId}`);
      return check(strict.compile(schema), '#')(body);
    },
  };
};

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));

const ajvWith = (folder: string, options: object): Ajv => {
  const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true, ...options });
  formats.default(ajv);
  ajv.addVocabulary(vocabulary);
  for (const name of schemaFiles) {
    const file = read(join(folder, 'schemas', `${name}.yaml`)) as { definitions: object };
    ajv.addSchema(local(file, '') as object, `${name}.yaml`);
  }
  return ajv;
};

/** All schema files stand side by side under their names, wherever the reference comes from. */
const local = (value: unknown, _from: string): unknown =>
  JSON.parse(JSON.stringify(value), (name, member) =>
    name === '$ref' && typeof member === 'string' ? member.replace(/^(\.\.?\/)*(schemas\/)?/, '') : member,
  );

type Found = { path: string; method: (typeof methods)[number]; operation: OperationObject };

const operationsOf = ({ paths }: ApiDocument): Found[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );

const asOperation = (api: ApiDocument, { path, method, operation }: Found, strict: Ajv, coercing: Ajv): Operation => {
  const parameters = (operation.parameters ?? []).map((one) => resolved(api.components.parameters, one));
  const body = operation.requestBody?.content?.['application/json']?.schema;
  return {
    operationId: operation.operationId,
    method,
    path,
    requiredRoles: operation['x-required-roles'] ?? [],
    hasBody: body !== undefined,
    validateBody: body ? check(strict.compile(local(body, path) as object), '#') : () => [],
    validateParams: check(coercing.compile(objectOf(parameters, 'path')), 'path'),
    validateQuery: check(coercing.compile(objectOf(parameters, 'query')), 'query'),
  };
};

const resolved = <T extends object>(components: Record<string, T> | undefined, value: T | { $ref: string }): T => {
  if (!('$ref' in value)) return value;
  const found = components?.[value.$ref.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`The contract has no ${value.$ref}`);
  return found;
};

const objectOf = (parameters: Parameter[], place: Parameter['in']): object => {
  const here = parameters.filter((parameter) => parameter.in === place);
  return {
    type: 'object',
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, local(schema, '')])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
};

/** Compiled when they are first asked for (Ajv remembers them by their schema): the service itself never asks. */
const responsesOf = (api: ApiDocument): [string, object][] =>
  operationsOf(api).flatMap(({ operation }) =>
    Object.entries(operation.responses).flatMap(([status, answer]): [string, object][] => {
      const media = Object.values(resolved(api.components.responses, answer).content ?? {})[0];
      return media ? [[`${operation.operationId} ${status}`, local(media.schema, '') as object]] : [];
    }),
  );

const violationsMax = 20;

const check =
  (validate: ValidateFunction, root: string): Validate =>
  (value) =>
    validate(value) ? [] : (validate.errors ?? []).slice(0, violationsMax).map((error) => asViolation(error, root));

const asViolation = ({ instancePath, keyword, params, message }: ErrorObject, root: string): Violation => {
  const at = (name?: string) => (name === undefined ? `${root}${instancePath}` : `${root}${instancePath}/${name}`);
  if (keyword === 'additionalProperties')
    return { pointer: at(params.additionalProperty), detail: 'is not a known field' };
  if (keyword === 'required') return { pointer: at(params.missingProperty), detail: 'is required' };
  if (keyword === 'enum') return { pointer: at(), detail: `must be one of ${params.allowedValues.join(', ')}` };
  return { pointer: at(), detail: message ?? 'is not valid' };
};
