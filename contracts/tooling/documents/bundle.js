const path = require('node:path').posix;
const { keysOf, valueAt } = require('./document');

/** The contract as one document: what it refers to in other files becomes a component of its own. */
const bundle = (contracts, file) => {
  const components = {};
  const origins = new Map();
  const { components: own = {} } = contracts.value(file);

  const adopt = (home, pointer) => {
    const keys = keysOf(pointer);
    const { kind, name } = placeOf(keys);
    const place = `#/components/${kind}/${name}`;
    const origin = `${home}#${pointer}`;
    if (origins.get(place) === origin) return place;
    if (origins.has(place) || own[kind]?.[name]) throw new Error(`${file}: two components are named ${place}`);
    const found = valueAt(contracts.value(home), keys);
    if (found === undefined) throw new Error(`${file}: there is no ${origin}`);
    origins.set(place, origin);
    components[kind] ??= {};
    // It stands before what it refers to, and what it refers to is adopted on the way.
    components[kind][name] = {};
    components[kind][name] = localized(found, home);
    return place;
  };

  const localized = (value, from) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((member) => localized(member, from));
    if (typeof value.$ref === 'string') return { $ref: placed(value.$ref, from) };
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, localized(member, from)]));
  };

  const placed = (reference, from) => {
    const [target, pointer = ''] = reference.split('#');
    const home = target === '' ? from : path.join(path.dirname(from), target);
    return home === file ? `#${pointer}` : adopt(home, pointer);
  };

  return withComponents(localized(contracts.value(file), file), components);
};

/** `#/definitions/Order` and `#/components/schemas/Order` are both the schema Order. */
const placeOf = (keys) => {
  const [kind, name] = keys.slice(-2);
  return { kind: kind === 'definitions' ? 'schemas' : kind, name };
};

const withComponents = (document, added) => {
  if (Object.keys(added).length === 0) return document;
  const components = { ...document.components };
  for (const [kind, parts] of Object.entries(added)) components[kind] = { ...components[kind], ...parts };
  return { ...document, components };
};

/** What a value of a bundled document is: itself, or what it refers to. */
const resolved = (document, value) =>
  value?.$ref ? resolved(document, valueAt(document, keysOf(value.$ref.slice(1)))) : value;

/** The name of the component that a value refers to, if it does. */
const nameOf = (value) => value?.$ref?.split('/').at(-1);

module.exports = { bundle, nameOf, resolved };
