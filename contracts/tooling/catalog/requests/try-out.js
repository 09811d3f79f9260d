const { resolved } = require('../../documents/bundle');
const { withPageLinks } = require('../rendering/markdown');
const { operationsOf } = require('../site');

/**
 * An OpenAPI document for "Try it out": its parameters say what an example is, but are not filled in with it. A key or an id
 * out of a book makes a request that nobody means.
 */
const forTryingOut = (document) => {
  const copy = JSON.parse(withPageLinks(JSON.stringify(document)));
  for (const { path, method, parameters } of operationsOf(copy)) {
    copy.paths[path][method.toLowerCase()].parameters = parameters.map((one) =>
      withoutExample(copy, resolved(copy, one)),
    );
    delete copy.paths[path].parameters;
  }
  return copy;
};

const withoutExample = (document, { example, schema, description = '', ...parameter }) => {
  const { example: ofSchema, ...plain } = resolved(document, schema);
  const shown = example ?? ofSchema;
  const says = shown === undefined ? description : `${description.trim()}\n\nFor example \`${shown}\``;
  return { ...parameter, description: says, schema: plain };
};

module.exports = { forTryingOut };
