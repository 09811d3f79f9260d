const { resolved } = require('../../documents/bundle');
const { operationsOf } = require('../site');

/** Every request that a contract shows: one for each operation and named example of its body. */
const requestsOf = ({ document }) =>
  operationsOf(document).flatMap((operation) => {
    const parameters = operation.parameters.map((parameter) => resolved(document, parameter));
    const media = operation.requestBody?.content?.['application/json'];
    const bodies = Object.entries(media?.examples ?? (media ? { body: { value: media.example } } : { '': {} }));
    return bodies.map(([name, { summary, value }]) => ({
      name: summary ? `${operation.summary}: ${summary}` : operation.summary,
      id: name ? `${operation.operationId}-${name}` : operation.operationId,
      tag: operation.tags[0],
      method: operation.method,
      path: operation.path,
      isSecured: (operation.security ?? document.security).length > 0,
      parameters: parameters.filter((parameter) => parameter.name !== 'traceparent'),
      body: value,
    }));
  });

/** The example of a parameter. */
const exampleOf = (document, { example, schema }) => {
  const found = resolved(document, schema);
  return example ?? found?.example ?? found?.default ?? '';
};

module.exports = { exampleOf, requestsOf };
