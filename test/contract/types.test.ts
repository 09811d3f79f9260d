import { readFileSync } from 'node:fs';
import { headOf, sources } from '../../contracts/tooling/types/sources';

test.each(sources().map((source) => [source.name, source] as const))(
  'the types of %s are those of the contract as it is (npm run contracts:types)',
  (_name, source) => {
    const [first, second, ...rest] = readFileSync(source.file, 'utf8').split('\n');
    expect(`${first}\n${second}\n`).toBe(headOf(source, rest.join('\n')));
  },
);
