import { type Compile, createContractCompiler, readContract, type Validate } from './contract-schemas';

/** One operation of the contract, as the code uses it. */
export interface Operation {
  operationId: string;
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  path: string;
  requiredRoles: string[];
  body: { isOptional: boolean } | undefined;
  validateBody: Validate;
  validateParams: Validate;
  validateQuery: Validate;
}

/** The promise to REST clients, ready to be held. */
export interface Contract {
  operations: Operation[];
}

interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required?: boolean;
  schema: object;
}
interface OperationObject {
  operationId: string;
  /** The header that signs the body of a webhook, which is no call of a client. */
  'x-signature'?: string;
  'x-required-roles'?: string[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content?: Record<string, { schema: object }> };
}
interface ApiDocument {
  paths: Record<string, Record<string, OperationObject>>;
  components: { parameters?: Record<string, Parameter> };
}

const documents = ['order-service/order-api.yaml', 'payment-service/payment-api.yaml'];
const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;

/** Reads the contract from its folder. @throws Error when a schema does not compile */
export const loadContract = (folder: string): Contract => {
  const strict = createContractCompiler(folder);
  const coercing = createContractCompiler(folder, { coercing: true });
  const apis = documents.map((file) => readContract(folder, file) as ApiDocument);
  return {
    operations: apis.flatMap((api) => operationsOf(api).map((found) => asOperation(api, found, strict, coercing))),
  };
};

type Found = { path: string; method: (typeof methods)[number]; operation: OperationObject };

const operationsOf = ({ paths }: ApiDocument): Found[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation && !operation['x-signature'] ? [{ path, method, operation }] : [];
    }),
  );

const asOperation = (
  api: ApiDocument,
  { path, method, operation }: Found,
  strict: Compile,
  coercing: Compile,
): Operation => {
  const parameters = (operation.parameters ?? []).map((one) => resolved(api, one));
  const body = operation.requestBody?.content?.['application/json']?.schema;
  return {
    operationId: operation.operationId,
    method,
    path,
    requiredRoles: operation['x-required-roles'] ?? [],
    body: body && { isOptional: operation.requestBody?.required !== true },
    validateBody: body ? strict(body, '#') : () => [],
    validateParams: coercing(objectOf(parameters, 'path'), 'path'),
    validateQuery: coercing(objectOf(parameters, 'query'), 'query'),
  };
};

const resolved = ({ components }: ApiDocument, value: Parameter | { $ref: string }): Parameter => {
  if (!('$ref' in value)) return value;
  const found = components.parameters?.[value.$ref.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`The contract has no ${value.$ref}`);
  return found;
};

const objectOf = (parameters: Parameter[], place: Parameter['in']): object => {
  const here = parameters.filter((parameter) => parameter.in === place);
  return {
    type: 'object',
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
};
