const { specificationsOf } = require('../documents/contracts');

const catalogue = 'schemas/problems.yaml';

/** Each code has its example in the catalogue, and an operation or a text that mentions it, under its own status. */
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
    ...specificationsOf(contracts).flatMap((file) => checkStatuses(contracts, file)),
  ];
};

const checkEntry = (contracts, codes, code, value) => {
  const at = (message) => contracts.at(catalogue, ['examples', code], 'problem-entry', `${code} ${message}`);
  return [
    ...(codes.includes(code) ? [] : [at('is not in ProblemCode of schemas/common.yaml')]),
    ...(value.code === code && value.type === `/problems/${code}` ? [] : [at(`says ${value.code}, ${value.type}`)]),
  ];
};

const checkMentions = (contracts, codes) => {
  const files = [...specificationsOf(contracts), 'schemas/http.yaml'];
  const text = files.map((file) => JSON.stringify(contracts.value(file))).join('\n');
  return codes
    .filter((code) => !new RegExp(`(/examples/${code}"|\`${code}\`)`).test(text))
    .map((code) => contracts.at(catalogue, ['examples', code], 'problem-unused', `No operation answers ${code}`));
};

const checkStatuses = (contracts, file) => {
  const { paths = {} } = contracts.value(file);
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { responses = {} }]) =>
      Object.entries(responses).flatMap(([status, response]) => {
        const wrong = codesOf(contracts, file, response).filter((code) => !fits(contracts, code, status));
        const keys = ['paths', path, method, 'responses', status];
        return wrong.map((code) => contracts.at(file, keys, 'problem-status', `${code} is not a ${status}`));
      }),
    ),
  );
};

const fits = (contracts, code, status) => {
  const { value } = contracts.value(catalogue).examples[code] ?? {};
  return status === 'default' || !value || String(value.status) === status;
};

const codesOf = (contracts, file, response) => {
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
