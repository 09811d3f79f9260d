import type { Form } from '../../request';
import { invalidParameter, missingParameter } from '../errors';

/**
 * What a parameter takes. `unsupported` is documented by Stripe and refused here, so that nobody believes in it;
 * `ignored` is accepted and has no effect.
 */
export type Rule =
  | 'text'
  | 'integer'
  | 'boolean'
  | 'metadata'
  | 'list'
  | 'range'
  | 'group'
  | 'ignored'
  | 'unsupported'
  | readonly string[]
  | { readonly [name: string]: Rule };

/** The parameters of an operation: every one that the SDK's type has, and no other. */
export type Spec<P> = { readonly [K in keyof P]-?: Rule };
type AnySpec = { readonly [name: string]: Rule };

/** Checks a form against the documented parameters. @throws StripeError 400 before the execution */
export const checkParameters = (spec: AnySpec, form: Form, prefix = ''): void => {
  for (const name of Object.keys(form)) {
    const param = prefix === '' ? name : `${prefix}[${name}]`;
    const rule = spec[name];
    if (rule === undefined) throw invalidParameter(`Received unknown parameter: ${param}`, param, 'parameter_unknown');
    checkValue(rule, form[name], param);
  }
};

const checkValue = (rule: Rule, value: unknown, param: string): void => {
  if (value === '' && rule !== 'metadata') throw isEmpty(param);
  if (isEnum(rule)) {
    if (!rule.includes(String(value)))
      throw invalidParameter(`Invalid ${param}: must be one of ${rule.join(', ')}`, param);
    return;
  }
  if (typeof rule === 'object') {
    if (!isGroup(value)) throw invalidParameter('Invalid object', param);
    checkParameters(rule, value, param);
    return;
  }
  checks[rule](value, param);
};

const isEnum = (rule: Rule): rule is readonly string[] => Array.isArray(rule);
const isGroup = (value: unknown): value is Form => typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (param: string) =>
  invalidParameter(`You passed an empty string for '${param}'.`, param, 'parameter_invalid_empty');

const rangeNames = new Set(['gt', 'gte', 'lt', 'lte']);

const checks: Record<Extract<Rule, string>, (value: unknown, param: string) => void> = {
  text: (value, param) => {
    if (typeof value !== 'string') throw invalidParameter('Invalid string', param);
  },
  integer: (value, param) => {
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return;
    throw invalidParameter(`Invalid integer: ${String(value)}`, param, 'parameter_invalid_integer');
  },
  boolean: (value, param) => {
    if (value !== 'true' && value !== 'false') throw invalidParameter(`Invalid boolean: ${String(value)}`, param);
  },
  metadata: (value, param) => {
    if (value === '') return;
    if (!isGroup(value)) throw invalidParameter('Invalid object', param);
    const entries = Object.entries(value);
    if (entries.length > 50) throw invalidParameter('Metadata can have up to 50 keys', param);
    for (const [name, text] of entries) checkMetadatum(name, text, `${param}[${name}]`);
  },
  list: (value, param) => {
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) {
      throw invalidParameter('Invalid array', param);
    }
  },
  range: (value, param) => {
    if (!isGroup(value)) return checks.integer(value, param);
    for (const [name, bound] of Object.entries(value)) {
      const inner = `${param}[${name}]`;
      if (!rangeNames.has(name))
        throw invalidParameter(`Received unknown parameter: ${inner}`, inner, 'parameter_unknown');
      checks.integer(bound, inner);
    }
  },
  group: (value, param) => {
    if (!isGroup(value)) throw invalidParameter('Invalid object', param);
  },
  ignored: () => {},
  unsupported: (_value, param) => {
    throw invalidParameter(`This sandbox does not imitate the parameter ${param}`, param);
  },
};

/** https://docs.stripe.com/metadata: 50 keys, names up to 40 characters, values up to 500. */
const checkMetadatum = (name: string, text: unknown, param: string): void => {
  if (typeof text !== 'string') throw invalidParameter('Invalid string', param);
  if (name.length > 40) throw invalidParameter('Metadata keys can have up to 40 characters', param);
  if (text.length > 500) throw invalidParameter('Metadata values can have up to 500 characters', param);
};

/** A parameter that must be there. @throws StripeError 400 */
export const required = (form: Form, name: string): string => {
  const value = form[name];
  if (typeof value !== 'string') throw missingParameter(name);
  return value;
};

/** Metadata of a form, over what there was before: an empty value removes its key. */
export const metadataIn = (form: Form | undefined, before: Record<string, string> = {}): Record<string, string> => {
  if (form === undefined) return before;
  const given = Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const kept = Object.entries(before).filter(([name]) => form[name] === undefined);
  return Object.fromEntries([...kept, ...given.filter(([, value]) => value !== '')]);
};
