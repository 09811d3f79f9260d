const { resolve } = require('../documents/bundle');
const { compareSchemas } = require('./compare-schemas');

const methods = ['get', 'put', 'post', 'patch', 'delete'];

/** Lists the changes between two OpenAPI documents that break callers. */
const compareApis = (before, after) =>
  listOperations(before).flatMap((old) => {
    const where = `${old.method.toUpperCase()} ${old.path}`;
    const now = listOperations(after).find(({ method, path }) => method === old.method && path === old.path);
    if (!now) return [{ where, what: 'was removed' }];
    return [
      ...compareRoles(old, now, where),
      ...compareParameters(old, now, where),
      ...compareBodies(old, now, where),
      ...compareResponses(old, now, where),
    ];
  });

const listOperations = (document) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({
        document,
        path,
        method,
        ...item[method],
        parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((parameter) =>
          resolve(document, parameter),
        ),
      })),
  );

const compareRoles = (old, now, where) =>
  (old['x-required-roles'] ?? [])
    .filter((role) => !(now['x-required-roles'] ?? [role]).includes(role))
    .map((role) => ({ where, what: `no longer allows the role ${role}` }));

const compareParameters = (old, now, where) => [
  ...old.parameters.flatMap((parameter) => {
    const same = find(now.parameters, parameter);
    if (!same) return [{ where, what: `no longer has the parameter ${parameter.name}` }];
    const place = { where: `${where} ${parameter.in}.${parameter.name}`, isSent: true };
    return compareSchemas({ ...old, schema: parameter.schema }, { ...now, schema: same.schema }, place);
  }),
  ...now.parameters
    .filter((parameter) => parameter.required && !find(old.parameters, parameter)?.required)
    .map(({ name }) => ({ where, what: `requires the parameter ${name}` })),
];

const find = (parameters, { name, in: place }) =>
  parameters.find((parameter) => parameter.name === name && parameter.in === place);

const compareBodies = (old, now, where) => {
  const [before, after] = [old, now].map(({ document, requestBody }) => resolve(document, requestBody));
  if (!before) return after?.required ? [{ where, what: 'requires a body' }] : [];
  const place = { where: `${where} request`, isSent: true };
  const isRequired = after?.required && !before.required ? [{ where, what: 'requires a body' }] : [];
  return [...isRequired, ...compareContents({ ...old, of: before }, { ...now, of: after ?? {} }, place)];
};

const compareResponses = (old, now, where) =>
  Object.entries(old.responses).flatMap(([status, response]) => {
    const same = now.responses[status];
    const place = { where: `${where} ${status}`, isSent: false };
    // A removed error response breaks no caller.
    if (!same) return status.startsWith('2') ? [{ where: place.where, what: 'is no longer returned' }] : [];
    const [before, after] = [
      { ...old, of: resolve(old.document, response) },
      { ...now, of: resolve(now.document, same) },
    ];
    return [...compareHeaders(before, after, place), ...compareContents(before, after, place)];
  });

const compareHeaders = (before, after, { where }) =>
  Object.entries(before.of.headers ?? {}).flatMap(([name, header]) => {
    const now = after.of.headers?.[name];
    if (!now) return [{ where, what: `no longer has the header ${name}` }];
    const [was, is] = [resolve(before.document, header), resolve(after.document, now)];
    const missing = was.required && !is.required ? [{ where, what: `no longer guarantees the header ${name}` }] : [];
    const place = { where: `${where} ${name}`, isSent: false };
    return [...missing, ...compareSchemas({ ...before, schema: was.schema }, { ...after, schema: is.schema }, place)];
  });

const compareContents = (before, after, place) =>
  Object.entries(before.of.content ?? {}).flatMap(([type, { schema }]) => {
    const same = after.of.content?.[type];
    if (!same) return [{ where: place.where, what: `no longer has the media type ${type}` }];
    return compareSchemas({ ...before, schema }, { ...after, schema: same.schema }, place);
  });

module.exports = { compareApis };
