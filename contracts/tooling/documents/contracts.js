const fs = require('node:fs');
const path = require('node:path');
const { readDocument } = require('./document');

const services = ['order-service', 'payment-service'];

/** All contracts of a folder, by file. */
const readContracts = (folder) => {
  const files = [...services, 'schemas'].flatMap((name) =>
    fs
      .readdirSync(path.join(folder, name))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => `${name}/${file}`),
  );
  const documents = new Map(
    [...files, 'machines.json', 'rights.json'].map((file) => [file, readDocument(folder, file)]),
  );
  return {
    folder,
    documents,
    get: (file) => documents.get(file),
    value: (file) => documents.get(file).value,
    /** A finding at a place of a file. */
    at: (file, keys, rule, message) => ({ file, line: documents.get(file).lineOf(keys), rule, message }),
  };
};

const isSpecified = (file) => /-(api|events)\.yaml$/.test(file) && !file.startsWith('schemas/');

/** The OpenAPI and AsyncAPI files among them. */
const specificationsOf = ({ documents }) => [...documents.keys()].filter(isSpecified);

module.exports = { readContracts, specificationsOf };
