import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from './config';

test('docs/settings.md names every variable that the service reads', () => {
  const read = new Set<string>();
  readConfig(new Proxy({}, { get: (_nothing, name) => void read.add(String(name)) }));
  const page = readFileSync(join(__dirname, '..', 'docs', 'settings.md'), 'utf8');
  expect(read.size).toBeGreaterThan(20);
  expect([...read].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test.each([
  [{ ROLES: 'api,baker' }, 'ROLES: baker is none of'],
  [{ PORT: 'http' }, 'PORT must be a whole number, not http'],
  [{ GATEWAY_KEEPS_FAILED_KEYS: 'no' }, 'GATEWAY_KEEPS_FAILED_KEYS must be true or false, not no'],
])('%j is refused by name', (env, message) => {
  expect(() => readConfig(env)).toThrow(message);
});
