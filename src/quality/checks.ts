import type { Check, Looking, Surroundings } from './check';
import { conformity } from './conformity';
import { type DataContract, type PlacedRule, type QualityRule, rulesOf } from './data-contract';
import { engineRule } from './engine-rules';
import { valuesAt } from './exported-order';
import { freshness } from './freshness';
import { sqlCondition } from './sql-condition';

/** Everything that the contract says of the data, as checks. @throws Error that names a rule that is not known */
export const checksOf = (contract: DataContract, surroundings: Surroundings): Check[] => [
  described(contract),
  ...rulesOf(contract).map((placed) => asCheck(placed, surroundings)),
  ...contract.sla.flatMap((promise) => freshness(promise, surroundings.now) ?? []),
];

const described = (contract: DataContract): Check => {
  const conforms = conformity(contract);
  return {
    rule: 'as_described',
    name: 'Each property is there, of its type and within its limits',
    see: ({ order }) => conforms(order),
  };
};

const asCheck = (placed: PlacedRule, surroundings: Surroundings): Check => {
  const { id, name = id } = placed.rule;
  const check = libraryRule(placed) ?? sqlRule(placed) ?? engineRule(placed, surroundings);
  if (!check) throw new Error(`The rule ${id} of the data contract is not known here: ${JSON.stringify(placed.rule)}`);
  return { rule: id, name, ...check };
};

const isMissing = (value: unknown): boolean => value === undefined || value === null;

const libraryRule = ({ rule, path }: PlacedRule): Looking => {
  if (!isAbout(rule, 'library')) return null;
  const { validValues } = rule.arguments ?? {};
  if (rule.metric === 'nullValues') return { see: ({ order }) => !valuesAt(order, path).some(isMissing) };
  if (rule.metric === 'duplicateValues') return withoutDuplicates(path);
  if (rule.metric !== 'invalidValues' || !Array.isArray(validValues)) return null;
  const isValid = (value: unknown): boolean => isMissing(value) || validValues.includes(value);
  return { see: ({ order }) => valuesAt(order, path).every(isValid) };
};

const isAbout = ({ type = 'library', mustBe }: QualityRule, kind: string): boolean => type === kind && mustBe === 0;

/** Orders are read in the order of their ids, so that equal ones come one after the other. Others are not looked for. */
const withoutDuplicates = (path: string[]): Looking => {
  if (path.join('.') !== 'id') return null;
  let last: unknown;
  return {
    see: ({ order: { id } }) => {
      const isNew = id !== last;
      last = id;
      return isNew;
    },
  };
};

const sqlRule = ({ rule, path }: PlacedRule): Looking => {
  const isBroken = isAbout(rule, 'sql') ? sqlCondition(rule.query ?? '') : null;
  return isBroken && { see: ({ order }) => !valuesAt(order, path).some(isBroken) };
};
