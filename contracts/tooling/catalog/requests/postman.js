const { exampleOf, requestsOf } = require('./requests');

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** The requests of all OpenAPI contracts as one Postman collection; what is optional is in it, switched off. */
const postmanCollection = (apis) => ({
  info: { name: 'Order management', schema, description: 'Set the variable `token` to a bearer token.' },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
  variable: [
    { key: 'baseUrl', value: apis[0].document.servers[0].url },
    { key: 'token', value: '' },
  ],
  item: apis.flatMap(foldersOf),
});

const foldersOf = (api) => {
  const requests = requestsOf(api);
  return api.document.tags.map(({ name, description }) => ({
    name,
    description,
    item: requests.filter(({ tag }) => tag === name).map((request) => itemOf(api.document, request)),
  }));
};

const itemOf = (document, { name, method, path, parameters, isSecured, body }) => ({
  name,
  request: {
    method,
    ...(!isSecured && { auth: { type: 'noauth' } }),
    header: [
      ...(body === undefined ? [] : [{ key: 'Content-Type', value: 'application/json' }]),
      ...of(document, parameters, 'header'),
    ],
    url: urlOf(document, path, parameters),
    ...(body !== undefined && {
      body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } },
    }),
  },
});

const of = (document, parameters, place) =>
  parameters
    .filter((parameter) => parameter.in === place)
    .map((parameter) => ({
      key: parameter.name,
      value: String(exampleOf(document, parameter)),
      description: parameter.description,
      ...(!parameter.required && { disabled: true }),
    }));

const urlOf = (document, path, parameters) => {
  const segments = path.slice(1).replace(/\{(\w+)\}/g, ':$1');
  return {
    raw: `{{baseUrl}}/${segments}`,
    host: ['{{baseUrl}}'],
    path: segments.split('/'),
    query: of(document, parameters, 'query'),
    variable: of(document, parameters, 'path'),
  };
};

module.exports = { postmanCollection };
