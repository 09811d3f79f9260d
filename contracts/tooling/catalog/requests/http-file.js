const { exampleOf, requestsOf } = require('./requests');

/** The requests of an OpenAPI contract as an `.http` file, which VS Code and JetBrains run. */
const httpFile = (entry) => {
  const { info, servers } = entry.document;
  return `# ${info.title} ${info.version}
# A token for local use: npm run -s token -- --sub 11111111-1111-4111-8111-111111111111 --role user
@baseUrl = ${servers[0].url}
@token =

${requestsOf(entry)
  .map((request) => asText(entry.document, request))
  .join('\n')}`;
};

const asText = (document, { name, id, method, path, parameters, isSecured, body }) =>
  [
    `### ${name}`,
    `# @name ${id}`,
    ...optionalLines(document, parameters),
    `${method} {{baseUrl}}${filled(document, path, parameters)}`,
    ...(isSecured ? ['Authorization: Bearer {{token}}'] : []),
    ...(body === undefined ? [] : ['Content-Type: application/json', '', JSON.stringify(body, null, 2)]),
    '',
  ].join('\n');

/** What may be added to the request stands above it, since a file can not switch it off. */
const optionalLines = (document, parameters) =>
  parameters
    .filter((parameter) => parameter.in !== 'path')
    .map((parameter) => `# ${parameter.in} ${parameter.name}: ${exampleOf(document, parameter)}`);

const filled = (document, path, parameters) =>
  path.replace(/\{(\w+)\}/g, (_, name) =>
    exampleOf(
      document,
      parameters.find((parameter) => parameter.name === name),
    ),
  );

module.exports = { httpFile };
