const { listSpecifications } = require('../documents/contracts');

const catalogue = 'schemas/problems.yaml';

/** Checks that each code has an example in the catalogue, and that operations use it under its status. */
const checkProblems = (contracts) => {
  const { examples } = contracts.value(catalogue);
  const { enum: codes = [] } = contracts.value('schemas/common.yaml').definitions.ProblemCode;
  const missing = codes.filter((code) => !examples[code]);
  const keys = ['definitions', 'ProblemCode', 'enum'];
  return [
    ...missing.map((code) =>
      contracts.at(
        'schemas/common.yaml',
        [...keys, codes.indexOf(code)],
        'problem-example',
        `${code} has no example in ${catalogue}`,
      ),
    ),
    ...Object.entries(examples).flatMap(([code, { value = {} }]) => checkEntry(contracts, codes, code, value)),
    ...checkMentions(contracts, Object.keys(examples)),
    ...listSpecifications(contracts).flatMap((file) => checkStatuses(contracts, file)),
  ];
};

const checkEntry = (contracts, codes, code, value) => {
  const at = (message) => contracts.at(catalogue, ['examples', code], 'problem-entry', `${code} ${message}`);
  return [
    ...(codes.includes(code) ? [] : [at('is not in ProblemCode of schemas/common.yaml')]),
    ...(value.code === code && value.type === `/problems/${code}`
      ? []
      : [at(`has the code ${value.code} and the type ${value.type}`)]),
  ];
};

const checkMentions = (contracts, codes) => {
  const files = [...listSpecifications(contracts), 'schemas/http.yaml'];
  const text = files.map((file) => JSON.stringify(contracts.value(file))).join('\n');
  return codes
    .filter((code) => !new RegExp(`(/examples/${code}"|\`${code}\`)`).test(text))
    .map((code) => contracts.at(catalogue, ['examples', code], 'problem-unused', `No operation returns ${code}`));
};

const checkStatuses = (contracts, file) => {
  const { paths = {} } = contracts.value(file);
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { responses = {} }]) =>
      Object.entries(responses).flatMap(([status, response]) => {
        const wrong = listCodes(contracts, file, response).filter((code) => !hasStatus(contracts, code, status));
        const keys = ['paths', path, method, 'responses', status];
        return wrong.map((code) =>
          contracts.at(file, keys, 'problem-status', `${code} does not have the status ${status}`),
        );
      }),
    ),
  );
};

const hasStatus = (contracts, code, status) => {
  const { value } = contracts.value(catalogue).examples[code] ?? {};
  return status === 'default' || !value || String(value.status) === status;
};

const listCodes = (contracts, file, response) => {
  const [place = '', pointer = ''] = (response.$ref ?? '').split('#');
  const home = place === '' ? file : place.replace('../', '');
  const found = response.$ref
    ? pointer
        .split('/')
        .slice(1)
        .reduce((inner, key) => inner?.[key], contracts.value(home))
    : response;
  return Object.keys(found?.content?.['application/problem+json']?.examples ?? {});
};

module.exports = { checkProblems };
