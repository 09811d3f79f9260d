const { default: Ajv } = require('ajv');
const { default: addFormats } = require('ajv-formats');
const { listObjects } = require('../documents/document');

const isSchemaFile = (file, { value }) => file.startsWith('schemas/') && value.definitions !== undefined;

/** Checks that each shared schema compiles and is used, and that its examples match it. */
const checkSchemas = (contracts) => {
  const files = [...contracts.documents].filter(([file, document]) => isSchemaFile(file, document));
  const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true });
  addFormats(ajv);
  ajv.addVocabulary(['example', 'x-request-only', 'x-field']);
  for (const [file, { value }] of files) ajv.addSchema(value, file.slice('schemas/'.length));
  const used = listReferences(contracts);
  return files.flatMap(([file, { value }]) =>
    Object.keys(value.definitions).flatMap((name) => [
      ...checkUse(contracts, file, name, used),
      ...checkExamples(contracts, ajv, file, name),
    ]),
  );
};

const listReferences = ({ documents }) =>
  new Set(
    [...documents].flatMap(([file, { value }]) =>
      listObjects(value)
        .filter(({ value: { $ref } }) => typeof $ref === 'string')
        .map(({ value: { $ref } }) =>
          ($ref.startsWith('#') ? `${file}${$ref}` : $ref).replace(/^.*?([\w-]+\.yaml#)/, '$1'),
        ),
    ),
  );

const checkUse = (contracts, file, name, used) =>
  used.has(`${file.slice('schemas/'.length)}#/definitions/${name}`)
    ? []
    : [contracts.at(file, ['definitions', name], 'schema-unused', `No reference uses ${name}`)];

const checkExamples = (contracts, ajv, file, name) => {
  const at = (keys, rule, message) => contracts.at(file, ['definitions', name, ...keys], rule, message);
  try {
    ajv.getSchema(`${file.slice('schemas/'.length)}#/definitions/${name}`);
  } catch (error) {
    return [at([], 'schema-compiles', error.message)];
  }
  return listObjects(contracts.value(file).definitions[name])
    .filter(({ value, keys }) => 'example' in value && keys.at(-1) !== 'properties')
    .flatMap(({ value, keys }) => {
      const base = `${file.slice('schemas/'.length)}#/definitions/${name}`;
      const validate = ajv.getSchema([base, ...keys].join('/'));
      if (!validate || validate(value.example)) return [];
      return [
        at(
          [...keys, 'example'],
          'schema-example',
          `The example of ${[name, ...keys].join('.')} ${ajv.errorsText(validate.errors, { dataVar: '' })}`,
        ),
      ];
    });
};

module.exports = { checkSchemas };
