const { findExample, listRequests } = require('./requests');

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** Creates one Postman collection of the requests of all OpenAPI contracts. Optional parameters are disabled. */
const createPostmanCollection = (apis) => ({
  info: { name: 'Order management', schema, description: 'Set the variable `token` to a bearer token.' },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
  variable: [
    { key: 'baseUrl', value: apis[0].document.servers[0].url },
    { key: 'token', value: '' },
  ],
  item: apis.flatMap(createFolders),
});

const createFolders = (api) => {
  const requests = listRequests(api);
  return api.document.tags.map(({ name, description }) => ({
    name,
    description,
    item: requests.filter(({ tag }) => tag === name).map((request) => createItem(api.document, request)),
  }));
};

const createItem = (document, { name, method, path, parameters, isSecured, body }) => ({
  name,
  request: {
    method,
    ...(!isSecured && { auth: { type: 'noauth' } }),
    header: [
      ...(body === undefined ? [] : [{ key: 'Content-Type', value: 'application/json' }]),
      ...listParameters(document, parameters, 'header'),
    ],
    url: createUrl(document, path, parameters),
    ...(body !== undefined && {
      body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } },
    }),
  },
});

const listParameters = (document, parameters, place) =>
  parameters
    .filter((parameter) => parameter.in === place)
    .map((parameter) => ({
      key: parameter.name,
      value: String(findExample(document, parameter)),
      description: parameter.description,
      ...(!parameter.required && { disabled: true }),
    }));

const createUrl = (document, path, parameters) => {
  const segments = path.slice(1).replace(/\{(\w+)\}/g, ':$1');
  return {
    raw: `{{baseUrl}}/${segments}`,
    host: ['{{baseUrl}}'],
    path: segments.split('/'),
    query: listParameters(document, parameters, 'query'),
    variable: listParameters(document, parameters, 'path'),
  };
};

module.exports = { createPostmanCollection };
