import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisedOperations } from '../support/contract-assertions';

const root = join(__dirname, '..', '..');
const markdownIn = (folder: string, recursive = false): string[] =>
  readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = [
  ...markdownIn('.'),
  ...markdownIn('docs', true),
  join('examples', 'README.md'),
  join('contracts', 'order-management', 'README.md'),
];

const read = (page: string): string => readFileSync(join(root, page), 'utf8').replace(/^```.*?^```$/gms, '');

/** The anchors of a page, as GitHub derives them from its headings. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const isBroken = (page: string, link: string): boolean => {
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? page : relative(root, join(root, dirname(page), target));
  if (!existsSync(join(root, file))) return true;
  return anchor !== undefined && !anchorsOf(file).includes(anchor);
};

describe('documents', () => {
  test.each(pages)('%s links to pages and headings that exist', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => isBroken(page, link))).toEqual([]);
  });

  test.each(pages)('%s names files that exist', (page) => {
    const paths = /`((?:src|test|scripts|docs|ops|contracts|bench|sandbox|examples)\/[\w./-]+)`/g;
    const named = [...read(page).matchAll(paths)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test.each(promisedOperations.map(({ method, path }) => `${method.toUpperCase()} ${path}`))(
    'docs/api.md describes %s',
    (operation) => {
      expect(read('docs/api.md')).toContain(`| \`${operation}\` |`);
    },
  );
});
