const fs = require('node:fs');
const path = require('node:path');
const { readDocument } = require('./document');

const services = ['order-service', 'payment-service'];

/** Reads all contracts of a folder. */
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
    /** Creates a finding at a path in a file. */
    at: (file, keys, rule, message) => ({ file, line: documents.get(file).lineOf(keys), rule, message }),
  };
};

const isSpecification = (file) => /-(api|events)\.yaml$/.test(file) && !file.startsWith('schemas/');

/** Lists the OpenAPI and AsyncAPI files. */
const listSpecifications = ({ documents }) => [...documents.keys()].filter(isSpecification);

module.exports = { readContracts, listSpecifications };
