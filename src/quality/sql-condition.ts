const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '=': (a, b) => a === b,
};

const known =
  /^SELECT COUNT\(\*\) FROM \{object\} WHERE (?<value>\{property\}|coalesce\(len\(\{property\}\), 0\)) (?<sign><=|>=|<|>|=) (?<limit>-?\d+(\.\d+)?)$/i;

/**
 * The condition of the SQL that the contract uses, on the value of the property: a comparison of it, or of its length.
 * Null when it is other SQL: MongoDB knows none.
 */
export const sqlCondition = (query: string): ((value: unknown) => boolean) | null => {
  const { value = '', sign = '', limit = '' } = known.exec(query.trim())?.groups ?? {};
  const compare = comparisons[sign];
  if (!compare) return null;
  if (value.startsWith('{')) return (found) => typeof found === 'number' && compare(found, Number(limit));
  return (found) => compare(Array.isArray(found) ? found.length : 0, Number(limit));
};
