const { resolve } = require('../../documents/bundle');
const { listOperations } = require('../site');

/** Lists the example requests of a contract: one per operation and named example of its body. */
const listRequests = ({ document }) =>
  listOperations(document).flatMap((operation) => {
    const parameters = operation.parameters.map((parameter) => resolve(document, parameter));
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

/** Finds the example of a parameter, in the parameter or its schema. */
const findExample = (document, { example, schema }) => {
  const found = resolve(document, schema);
  return example ?? found?.example ?? found?.default ?? '';
};

module.exports = { findExample, listRequests };
