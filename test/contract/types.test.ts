import { readFileSync } from 'node:fs';
import { listSources, renderHead } from '../../contracts/tooling/types/sources';

test.each(listSources().map((source) => [source.name, source] as const))(
  'the types of %s match the contract (npm run contracts:types)',
  (_name, source) => {
    const [first, second, ...rest] = readFileSync(source.file, 'utf8').split('\n');
    expect(`${first}\n${second}\n`).toBe(renderHead(source, rest.join('\n')));
  },
);
