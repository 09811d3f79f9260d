import type { Examination, Finding } from './examine';

/** An examination for people: a line a rule, and beneath it the orders that break it. */
export const asTable = ({ orders, findings }: Examination): string => {
  const width = Math.max(...findings.map(({ rule }) => rule.length));
  const broken = findings.filter(({ violations }) => violations > 0).length;
  const verdict = broken === 0 ? 'every rule holds' : `${broken} of ${findings.length} rules are broken`;
  return [...findings.flatMap((finding) => linesOf(finding, width)), '', `${orders} orders: ${verdict}`].join('\n');
};

const linesOf = ({ rule, name, violations, ids, note }: Finding, width: number): string[] => {
  const verdict = violations === 0 ? 'ok' : String(violations);
  const more = violations > ids.length ? [`and ${violations - ids.length} more`] : [];
  return [
    `${verdict.padStart(7)}  ${rule.padEnd(width)}  ${name}${note === undefined ? '' : ` (${note})`}`,
    ...[...ids, ...more].map((id) => `${' '.repeat(9)}${id}`),
  ];
};
