import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

/** What is wrong, and where: a JSON pointer into the body (`#/items/0/quantity`), or `query/limit`, `path/orderId`. */
export interface Violation {
  pointer: string;
  detail: string;
}

/** Looks at a value and says what is wrong with it. */
export type Validate = (value: unknown) => Violation[];

/** Compiles a schema of the contract; `root` begins the pointers of its violations. */
export type Compile = (schema: object, root: string) => Validate;

const schemaFiles = ['common', 'order', 'payment', 'order-events', 'payment-events', 'envelope'];
const vocabulary = ['example', 'x-request-only', 'x-field'];

/** Reads a file of the contract. */
export const readContract = (folder: string, file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));

/** A compiler that knows the shared schemas of the contract. With `coercing` it turns text into what is wanted. */
export const createContractCompiler = (folder: string, { coercing = false } = {}): Compile => {
  const options = coercing ? { coerceTypes: 'array' as const, useDefaults: true } : {};
  const ajv = new Ajv({
    strict: true,
    strictRequired: false,
    allErrors: true,
    verbose: true,
    code: { regExp: unicodeRegExp },
    ...options,
  });
  formats.default(ajv);
  // Without the form urn:uuid:…
  ajv.addFormat('uuid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i);
  ajv.addVocabulary(vocabulary);
  for (const name of schemaFiles) ajv.addSchema(local(readContract(folder, `schemas/${name}.yaml`)), `${name}.yaml`);
  return (schema, root) => {
    const validate = ajv.compile(local(schema));
    return (value) =>
      validate(value) ? [] : (validate.errors ?? []).slice(0, violationsMax).map((error) => asViolation(error, root));
  };
};

/** A rule between fields, written as what must not be. It names the field to change. */
interface FieldRule {
  'x-field': string;
  description: string;
}

const violationsMax = 20;

/** A pattern that an unpaired surrogate never matches. Patterns themselves cannot say so in a form that every tool reads. */
const unicodeRegExp = Object.assign(
  (pattern: string, flags: string) => {
    const expression = new RegExp(pattern, flags);
    const test = (text: string) => expression.test(text) && !/\p{Surrogate}/u.test(text);
    // Ajv tells expressions apart by their text.
    return { test, toString: () => pattern };
  },
  { code: 'unicodeRegExp' },
);

/** All schema files stand side by side under their names, wherever the reference comes from. */
const local = (value: unknown): object =>
  JSON.parse(JSON.stringify(value), (name, member) =>
    name === '$ref' && typeof member === 'string' ? member.replace(/^(\.\.?\/)*(schemas\/)?/, '') : member,
  ) as object;

const asViolation = ({ instancePath, keyword, params, message, schema }: ErrorObject, root: string): Violation => {
  const at = (name?: string) => (name === undefined ? `${root}${instancePath}` : `${root}${instancePath}/${name}`);
  if (keyword === 'additionalProperties')
    return { pointer: at(params.additionalProperty), detail: 'is not a known field' };
  if (keyword === 'required') return { pointer: at(params.missingProperty), detail: 'is required' };
  if (keyword === 'enum') return { pointer: at(), detail: `must be one of ${params.allowedValues.join(', ')}` };
  if (keyword === 'not') {
    const { 'x-field': field, description } = schema as FieldRule;
    return { pointer: at(field), detail: description };
  }
  return { pointer: at(), detail: message ?? 'is not valid' };
};
