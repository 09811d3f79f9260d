const { nameOf, resolved } = require('../documents/bundle');

/** Lists that grow in a minor version: whoever reads one of them is told to expect values that are new. */
const open = new Set(['ProblemCode']);

/**
 * What breaks between two schemas, each with its document. What a caller sends may be allowed more, never less; what a
 * reader gets may have more fields, never fewer, and no value that it could not expect.
 */
const compareSchemas = (before, after, { where, isSent }, seen = new Set()) => {
  const [old, now] = [flat(before), flat(after)];
  const pair = `${nameOf(before.schema)} ${nameOf(after.schema)}`;
  if (before.schema?.$ref && seen.has(pair)) return [];
  const inner = new Set(seen).add(pair);
  const at = (what) => ({ where, what });
  const deeper = (a, b, place) => compareSchemas(a, b, { where: `${where}${place}`, isSent }, inner);
  return [
    ...typeChange(old.schema, now.schema, isSent).map(at),
    ...(open.has(nameOf(before.schema)) && !isSent ? [] : enumChange(old.schema, now.schema, isSent).map(at)),
    ...requiredChange(old.schema, now.schema, isSent).map(at),
    ...(isSent ? limitChange(old.schema, now.schema).map(at) : []),
    ...Object.entries(old.schema.properties ?? {}).flatMap(([name, schema]) => {
      const same = now.schema.properties?.[name];
      return same ? deeper({ ...old, schema }, { ...now, schema: same }, `.${name}`) : [at(`has no ${name} any more`)];
    }),
    ...(old.schema.items && now.schema.items
      ? deeper({ ...old, schema: old.schema.items }, { ...now, schema: now.schema.items }, '[]')
      : []),
    ...alternativeChange(old, now, deeper, isSent, at),
  ];
};

/** A schema with what it refers to and what it is all of. */
const flat = ({ document, schema }) => {
  const { allOf = [], ...own } = resolved(document, schema) ?? {};
  const parts = allOf.map((part) => flat({ document, schema: part }).schema);
  return { document, schema: Object.assign({}, ...parts, own) };
};

const widened = ['integer number'];

const typeChange = ({ type, format }, now, isSent) => {
  const change = isSent ? `${type} ${now.type}` : `${now.type} ${type}`;
  if (type !== now.type && !widened.includes(change)) return [`is ${now.type}, and was ${type}`];
  return format === now.format || (isSent && !now.format) ? [] : [`has the format ${now.format}, and had ${format}`];
};

const enumChange = (old, now, isSent) => {
  if (isSent) {
    if (!now.enum) return [];
    if (!old.enum) return ['takes some values only'];
    return old.enum.filter((value) => !now.enum.includes(value)).map((value) => `does not take ${value} any more`);
  }
  if (!old.enum) return [];
  if (!now.enum) return ['may be any value'];
  return now.enum.filter((value) => !old.enum.includes(value)).map((value) => `may be ${value}, which is new`);
};

const requiredChange = ({ required: old = [] }, { required: now = [], properties = {} }, isSent) =>
  isSent
    ? now.filter((name) => !old.includes(name)).map((name) => `requires ${name}`)
    : old.filter((name) => !now.includes(name) && properties[name]).map((name) => `may come without ${name}`);

const atLeast = ['minimum', 'minLength', 'minItems', 'minProperties'];
const atMost = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];

const limitChange = (old, now) => [
  ...atLeast
    .filter((limit) => (now[limit] ?? Number.NEGATIVE_INFINITY) > (old[limit] ?? Number.NEGATIVE_INFINITY))
    .map((limit) => `has a higher ${limit}`),
  ...atMost
    .filter((limit) => (now[limit] ?? Number.POSITIVE_INFINITY) < (old[limit] ?? Number.POSITIVE_INFINITY))
    .map((limit) => `has a lower ${limit}`),
  ...(now.pattern !== undefined && now.pattern !== old.pattern ? ['has another pattern'] : []),
  ...(now.additionalProperties === false && old.additionalProperties !== false
    ? ['takes no other fields any more']
    : []),
];

const alternativesOf = ({ schema: { anyOf, oneOf } }) => anyOf ?? oneOf ?? [];

/** Alternatives are known by their names. A new one that a reader may get is an addition, as a new event is. */
const alternativeChange = (old, now, deeper, isSent, at) =>
  alternativesOf(old).flatMap((schema) => {
    const name = nameOf(schema);
    const same = alternativesOf(now).find((other) => nameOf(other) === name);
    if (same) return deeper({ ...old, schema }, { ...now, schema: same }, `(${name})`);
    return isSent ? [at(`does not take a ${name} any more`)] : [];
  });

module.exports = { compareSchemas };
