import { dayMs, hourMs, minuteMs } from './parsers';
import type { Setting } from './setting';

/** Returns the table of a section of docs/settings.md. */
export const toMarkdownTable = (section: Record<string, Setting<unknown>>): string =>
  ['| Variable | Default | Accepts | Meaning |', '|---|---|---|---|', ...Object.values(section).map(toRow)].join('\n');

const toRow = (one: Setting<unknown>): string =>
  `| \`${one.variable}\` | ${toDefault(one)} | ${one.parse.accepts} | ${one.sentence} |`;

const toDefault = ({ variable, fallback, shownDefault }: Setting<unknown>): string => {
  if (shownDefault !== undefined) return shownDefault;
  const text = Array.isArray(fallback) ? fallback.join(',') : ((fallback as string | number | undefined) ?? '');
  if (text === '') return 'none';
  return variable.endsWith('_MS') && typeof fallback === 'number' ? toDuration(fallback) : `\`${text}\``;
};

const units = [
  [dayMs, 'day'],
  [hourMs, 'hour'],
  [minuteMs, 'minute'],
] as const;

/** Returns milliseconds as a number of whole days, hours or minutes, and as they are below a minute. */
const toDuration = (ms: number): string => {
  const [unitMs, unit] = units.find(([size]) => ms % size === 0) ?? [1, undefined];
  const count = ms / unitMs;
  if (unit === undefined) return `\`${count}\``;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};
