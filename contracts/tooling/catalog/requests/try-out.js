const { resolve } = require('../../documents/bundle');
const { withPageLinks } = require('../rendering/markdown');
const { listOperations } = require('../site');

/**
 * Prepares an OpenAPI document for "Try it out". Swagger UI fills in the examples of parameters, and an example id or key
 * makes an unintended request; therefore each example is moved to the description of its parameter.
 */
const prepareForTryOut = (document) => {
  const copy = JSON.parse(withPageLinks(JSON.stringify(document)));
  for (const { path, method, parameters } of listOperations(copy)) {
    copy.paths[path][method.toLowerCase()].parameters = parameters.map((parameter) =>
      moveExampleToDescription(copy, resolve(copy, parameter)),
    );
    delete copy.paths[path].parameters;
  }
  return copy;
};

const moveExampleToDescription = (document, { example, schema, description = '', ...parameter }) => {
  const { example: ofSchema, ...plain } = resolve(document, schema);
  const shown = example ?? ofSchema;
  const text = shown === undefined ? description : `${description.trim()}\n\nFor example \`${shown}\``;
  return { ...parameter, description: text, schema: plain };
};

module.exports = { prepareForTryOut };
