const { findExample, listRequests } = require('./requests');

/** Renders the requests of an OpenAPI contract as an `.http` file for VS Code and JetBrains. */
const renderHttpFile = (entry) => {
  const { info, servers } = entry.document;
  return `# ${info.title} ${info.version}
# A token for local use: npm run -s token -- --sub 11111111-1111-4111-8111-111111111111 --role user
@baseUrl = ${servers[0].url}
@token =

${listRequests(entry)
  .map((request) => renderRequest(entry.document, request))
  .join('\n')}`;
};

const renderRequest = (document, { name, id, method, path, parameters, isSecured, body }) =>
  [
    `### ${name}`,
    `# @name ${id}`,
    ...renderOptionalLines(document, parameters),
    `${method} {{baseUrl}}${fillPath(document, path, parameters)}`,
    ...(isSecured ? ['Authorization: Bearer {{token}}'] : []),
    ...(body === undefined ? [] : ['Content-Type: application/json', '', JSON.stringify(body, null, 2)]),
    '',
  ].join('\n');

/** Renders optional parameters as comments above the request: the format has no disabled parameters. */
const renderOptionalLines = (document, parameters) =>
  parameters
    .filter((parameter) => parameter.in !== 'path')
    .map((parameter) => `# ${parameter.in} ${parameter.name}: ${findExample(document, parameter)}`);

const fillPath = (document, path, parameters) =>
  path.replace(/\{(\w+)\}/g, (_, name) =>
    findExample(
      document,
      parameters.find((parameter) => parameter.name === name),
    ),
  );

module.exports = { renderHttpFile };
