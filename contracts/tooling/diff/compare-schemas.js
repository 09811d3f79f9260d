const { toComponentName, resolve } = require('../documents/bundle');

/** Enums that may grow in a minor version: their documentation tells readers to expect new values. */
const open = new Set(['ProblemCode']);

/**
 * Lists the breaking changes between two schemas, each with its document. A sent value (`isSent`) may be allowed more, never
 * less. A received value may have more fields, never fewer, and no new values of an enum.
 */
const compareSchemas = (before, after, { where, isSent }, seen = new Set()) => {
  const [old, now] = [flattenSchema(before), flattenSchema(after)];
  const pair = `${toComponentName(before.schema)} ${toComponentName(after.schema)}`;
  if (before.schema?.$ref && seen.has(pair)) return [];
  const inner = new Set(seen).add(pair);
  const at = (what) => ({ where, what });
  const deeper = (a, b, place) => compareSchemas(a, b, { where: `${where}${place}`, isSent }, inner);
  return [
    ...compareTypes(old.schema, now.schema, isSent).map(at),
    ...(open.has(toComponentName(before.schema)) && !isSent
      ? []
      : compareEnums(old.schema, now.schema, isSent).map(at)),
    ...compareRequired(old.schema, now.schema, isSent).map(at),
    ...(isSent ? compareLimits(old.schema, now.schema).map(at) : []),
    ...Object.entries(old.schema.properties ?? {}).flatMap(([name, schema]) => {
      const same = now.schema.properties?.[name];
      return same ? deeper({ ...old, schema }, { ...now, schema: same }, `.${name}`) : [at(`no longer has ${name}`)];
    }),
    ...(old.schema.items && now.schema.items
      ? deeper({ ...old, schema: old.schema.items }, { ...now, schema: now.schema.items }, '[]')
      : []),
    ...compareAlternatives(old, now, deeper, isSent, at),
  ];
};

/** Resolves the reference and the `allOf` of a schema. */
const flattenSchema = ({ document, schema }) => {
  const { allOf = [], ...own } = resolve(document, schema) ?? {};
  const parts = allOf.map((part) => flattenSchema({ document, schema: part }).schema);
  return { document, schema: Object.assign({}, ...parts, own) };
};

const widened = ['integer number'];

/** Patterns that were replaced by one that accepts more. No general comparison of patterns exists. */
const widenedPatterns = {
  '^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff\\ufffd]*$': '^[^\\u0000-\\u001f\\u007f-\\u009f\\ufffd]*$',
};

const compareTypes = ({ type, format }, now, isSent) => {
  const change = isSent ? `${type} ${now.type}` : `${now.type} ${type}`;
  if (type !== now.type && !widened.includes(change)) return [`changed its type from ${type} to ${now.type}`];
  return format === now.format || (isSent && !now.format) ? [] : [`changed its format from ${format} to ${now.format}`];
};

const compareEnums = (old, now, isSent) => {
  if (isSent) {
    if (!now.enum) return [];
    if (!old.enum) return ['only accepts listed values'];
    return old.enum.filter((value) => !now.enum.includes(value)).map((value) => `no longer accepts ${value}`);
  }
  if (!old.enum) return [];
  if (!now.enum) return ['may have any value'];
  return now.enum.filter((value) => !old.enum.includes(value)).map((value) => `may have the new value ${value}`);
};

const compareRequired = ({ required: old = [] }, { required: now = [], properties = {} }, isSent) =>
  isSent
    ? now.filter((name) => !old.includes(name)).map((name) => `requires ${name}`)
    : old.filter((name) => !now.includes(name) && properties[name]).map((name) => `no longer guarantees ${name}`);

const atLeast = ['minimum', 'minLength', 'minItems', 'minProperties'];
const atMost = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];

const compareLimits = (old, now) => [
  ...atLeast
    .filter((limit) => (now[limit] ?? Number.NEGATIVE_INFINITY) > (old[limit] ?? Number.NEGATIVE_INFINITY))
    .map((limit) => `has a higher ${limit}`),
  ...atMost
    .filter((limit) => (now[limit] ?? Number.POSITIVE_INFINITY) < (old[limit] ?? Number.POSITIVE_INFINITY))
    .map((limit) => `has a lower ${limit}`),
  ...([undefined, old.pattern, widenedPatterns[old.pattern]].includes(now.pattern) ? [] : ['has a different pattern']),
  ...(now.additionalProperties === false && old.additionalProperties !== false
    ? ['no longer accepts other fields']
    : []),
];

const listAlternatives = ({ schema: { anyOf, oneOf } }) => anyOf ?? oneOf ?? [];

/** Compares alternatives by their component names. A new alternative in a received value is an addition, like a new event. */
const compareAlternatives = (old, now, deeper, isSent, at) =>
  listAlternatives(old).flatMap((schema) => {
    const name = toComponentName(schema);
    const same = listAlternatives(now).find((other) => toComponentName(other) === name);
    if (same) return deeper({ ...old, schema }, { ...now, schema: same }, `(${name})`);
    return isSent ? [at(`no longer accepts ${name}`)] : [];
  });

module.exports = { compareSchemas };
