import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultKinds, lagKinds } from './faults';

const root = join(__dirname, '..');
const page = readFileSync(join(root, 'docs', 'sandbox.md'), 'utf8');
const sectionOf = (title: string, level = '##'): string =>
  page.split(`\n${level} ${title}\n`)[1]?.split(new RegExp(`\n${level} `))[0] ?? '';
/** The cells of the rows of a section's tables, without their heads. */
const rowsIn = (section: string): string[][] =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

const faultRows = sectionOf('Scripted faults')
  .split('\n### ')
  .slice(1)
  .flatMap((section) => rowsIn(section).slice(1));

test('the page names every kind of fault, each with an example of it, and no other', () => {
  expect(faultRows.map(([kind = '']) => kind.replaceAll('`', '')).sort()).toEqual([...faultKinds].sort());
  const examples = faultRows.map(([, , example = '']) => JSON.parse(example.replaceAll('`', '')) as { kind: string });
  expect(examples.map(({ kind }) => `\`${kind}\``)).toEqual(faultRows.map(([kind]) => kind));
  const [, whatLags = ''] = faultRows.find(([kind]) => kind === '`lag`') ?? [];
  for (const lag of lagKinds) expect(whatLags).toContain(`\`${lag}\``);
});

/** The facts that a test file states, each with its source. */
const factsIn = (file: string): string[] => {
  const text = readFileSync(join(root, 'test', 'gateways', file), 'utf8');
  const stated = text.matchAll(/\bfact\(\s*'([^']+)',\s*'([^']+)'/g);
  const named = text.matchAll(/'([^'\n]+) \(docs\.stripe\.com\/([^')]+)\)'/g);
  return [...stated, ...named].map(([, fact, source]) => `${fact} ← ${source} in ${file}`);
};

test('the page lists every fact of Stripe that a test states, with its source, and no other', () => {
  const files = readdirSync(join(root, 'test', 'gateways'));
  const listed = rowsIn(sectionOf('Facts'))
    .slice(1)
    .map(([, fact, source, file]) => {
      const [, address] = /\(https:\/\/docs\.stripe\.com\/(.+)\)$/.exec(source ?? '') ?? [];
      return `${fact} ← ${address} in ${file?.replaceAll('`', '')}`;
    });
  expect(listed.length).toBeGreaterThan(60);
  expect(listed.sort()).toEqual(files.flatMap(factsIn).sort());
});
