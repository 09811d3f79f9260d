import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

/** Says what is wrong with a response of another service, or null. */
export type FindViolation = (body: unknown) => string | null;

const folder = resolve(__dirname, '..', '..', 'contracts', 'order-management', 'consumed');

/**
 * Compiles the schemas of a contract that this service consumes, by their names. Fields that are not in it are allowed.
 * @throws Error when a schema does not compile
 */
export const loadConsumedContract = (file: string): ((schema: string) => FindViolation) => {
  const document = parse(readFileSync(resolve(folder, file), 'utf8')) as object;
  const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false });
  formats.default(ajv);
  ajv.addVocabulary(['example', 'openapi', 'info', 'paths', 'components']);
  ajv.addSchema(document, file);
  return (schema) => {
    const validate = ajv.compile({ $ref: `${file}#/components/schemas/${schema}` });
    return (body) => (validate(body) ? null : `${schema} ${ajv.errorsText(validate.errors, { dataVar: 'body' })}`);
  };
};
