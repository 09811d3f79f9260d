const path = require('node:path').posix;
const { parsePointer, findValue } = require('./document');

/** Bundles a contract into one document: references to other files become references to components. @throws Error if a reference has no target or two components have the same name */
const bundle = (contracts, file) => {
  const components = {};
  const origins = new Map();
  const { components: own = {} } = contracts.value(file);

  const adopt = (home, pointer) => {
    const keys = parsePointer(pointer);
    const { kind, name } = toComponentPlace(keys);
    const place = `#/components/${kind}/${name}`;
    const origin = `${home}#${pointer}`;
    if (origins.get(place) === origin) return place;
    if (origins.has(place) || own[kind]?.[name]) throw new Error(`${file}: two components are named ${place}`);
    const found = findValue(contracts.value(home), keys);
    if (found === undefined) throw new Error(`${file}: ${origin} does not exist`);
    origins.set(place, origin);
    components[kind] ??= {};
    // The component is added before its references are adopted, so that cycles end and components are in reading order.
    components[kind][name] = {};
    components[kind][name] = localize(found, home);
    return place;
  };

  const localize = (value, from) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((member) => localize(member, from));
    if (typeof value.$ref === 'string') return { $ref: relocate(value.$ref, from) };
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, localize(member, from)]));
  };

  const relocate = (reference, from) => {
    const [target, pointer = ''] = reference.split('#');
    const home = target === '' ? from : path.join(path.dirname(from), target);
    return home === file ? `#${pointer}` : adopt(home, pointer);
  };

  return addComponents(localize(contracts.value(file), file), components);
};

/** Maps `#/definitions/Order` and `#/components/schemas/Order` to the schema Order. */
const toComponentPlace = (keys) => {
  const [kind, name] = keys.slice(-2);
  return { kind: kind === 'definitions' ? 'schemas' : kind, name };
};

const addComponents = (document, added) => {
  if (Object.keys(added).length === 0) return document;
  const components = { ...document.components };
  for (const [kind, parts] of Object.entries(added)) components[kind] = { ...components[kind], ...parts };
  return { ...document, components };
};

/** Resolves a value of a bundled document, which may be a reference. */
const resolve = (document, value) =>
  value?.$ref ? resolve(document, findValue(document, parsePointer(value.$ref.slice(1)))) : value;

/** Returns the name of the component that a value refers to, or undefined for a value that is no reference. */
const toComponentName = (value) => value?.$ref?.split('/').at(-1);

module.exports = { bundle, toComponentName, resolve };
