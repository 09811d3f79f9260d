import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startBrowser, type WatchedPage, watchedPage } from '../support/browser';
import { ada, clientOf, tokenFor } from '../support/client';
import { promisedOperations, promisedProblems } from '../support/contract-assertions';
import { type Running, startProcess } from '../support/processes';
import { type ServiceProcess, startWorld, type World } from '../support/world';

const folder = join(__dirname, '..', '..', 'contracts', 'order-management');
const site = join(folder, 'dist', 'order-management');
const desktop = { colorScheme: 'light', viewport: { width: 1280, height: 900 } } as const;
const phone = { colorScheme: 'dark', viewport: { width: 390, height: 844 } } as const;
const pages = [
  'index',
  'order-api',
  'order-events',
  'order-contract',
  'payment-api',
  'payment-events',
  'machines',
  'event-flow',
  'access',
  'fields',
  'errors',
  'glossary',
  'changelog',
  'downloads',
];

let world: World;
let service: ServiceProcess;
let token: string;
let catalog: Running & { first: string };
let browser: Browser;
let open: WatchedPage | undefined;

/** Serves the catalog and resolves with its address. */
const serve = (env: Record<string, string>) =>
  startProcess('../contracts/tooling/catalog/serve.js', env, (line) => /http:\S+/.exec(line)?.[0]);

/** A page of the catalog in a browser of its own. */
const visit = async (
  file: string,
  look: typeof desktop | typeof phone = desktop,
  at = catalog.first,
): Promise<WatchedPage> => {
  open = await watchedPage(browser, new URL(at).origin, look);
  await open.page.goto(`${at}/${file}`);
  if (file.includes('-api.html')) await open.page.locator('.opblock').first().waitFor();
  return open;
};

beforeAll(async () => {
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'generate'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  world = await startWorld();
  service = await world.start();
  token = await tokenFor(world.keys, ada);
  catalog = await serve({ PORT: '0', SERVICE_URL: service.http });
  browser = await startBrowser();
}, 300_000);
afterEach(() => open?.close());
afterAll(async () => {
  await browser?.close();
  await catalog?.stop();
  await world?.end();
});

const width = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');

test.each(pages)('%s can be read and used: light on a desktop, dark on a phone', async (name) => {
  const { page, complaints, violations } = await visit(`${name}.html`);
  for (const { colorScheme, viewport } of [desktop, phone]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    expect(await violations()).toEqual([]);
    expect(await width(page)).toBeLessThanOrEqual(viewport.width);
  }
  expect(complaints).toEqual([]);
});

test('there is no other page', () => {
  const written = readdirSync(site).filter((file) => file.endsWith('.html'));
  expect(written.sort()).toEqual(pages.map((name) => `${name}.html`).sort());
});

/** Opens an operation and presses "Try it out". */
const tryOut = async (page: Page, operation: string) => {
  await page.getByLabel('Bearer token').fill(token);
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByText('It is used from now on.').waitFor();
  const block = page.locator(`#operations-${operation}`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  return block;
};

test.each([
  ['light', desktop],
  ['dark', phone],
] as const)('"Try it out" creates an order, %s', async (_, look) => {
  const { page, complaints, violations } = await visit('order-api.html', look);
  await page.getByText(`The service answers at ${service.http}`).waitFor();
  const block = await tryOut(page, 'orders-createOrder');
  const answered = page.waitForResponse('**/service/orders');
  await block.getByRole('button', { name: 'Execute' }).click();
  const { id } = (await (await answered).json()) as { id: string };
  await block.locator('.live-responses-table').getByText(id).first().waitFor();
  expect(await violations()).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await clientOf(() => service.http, token)('GET', `/orders/${id}`)).toMatchObject({ body: { userId: ada } });
  await page.goto(`${catalog.first}/payment-api.html`);
  await page.getByText('It is used from now on.').waitFor();
});

test('without a service the page says what to do', async () => {
  const away = await serve({ PORT: '0', SERVICE_URL: 'http://127.0.0.1:1' });
  const { page } = await visit('payment-api.html', desktop, away.first);
  await page.getByText('Start the service with “npm start”').waitFor();
  const block = await tryOut(page, 'payments-createPayment');
  await block.getByRole('button', { name: 'Execute' }).click();
  await block.getByText('Nothing answers at http://127.0.0.1:1').first().waitFor();
  await away.stop();
});

test.each([
  ['illegal-transition', 'errors.html#illegal-transition'],
  ['createOrder', 'order-api.html#/orders/createOrder'],
  ['order.payment_failed', 'order-events.html#OrderPaymentFailed'],
  ['capturedAmount', 'fields.html#Payment'],
  ['total must be', 'order-contract.html#rule-total_positive'],
])('who searches for %s is led there by the keyboard alone', async (words, target) => {
  const { page, complaints } = await visit('glossary.html');
  await page.keyboard.press('/');
  await page.keyboard.type(words);
  await page.locator(`#results li:first-child a[href="${target}"]`).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/${target}`);
  expect(complaints).toEqual([]);
});

test('an operation that the search leads to is open, also on the page that is shown already', async () => {
  const { page } = await visit('order-api.html#/orders/createOrder');
  await page.locator('#operations-orders-createOrder.is-open').waitFor();
  await page.getByLabel('Search').fill('getOrder');
  await page.getByLabel('Search').press('Enter');
  await page.locator('#operations-orders-getOrder.is-open').waitFor();
});

test('what is found lies above the page, also on a phone', async () => {
  const { page } = await visit('index.html', phone);
  await page.getByLabel('Search').fill('total');
  const links = page.locator('#results a');
  await links.first().waitFor();
  for (const link of await links.all()) await link.click({ trial: true });
});

test('what nothing is found for is said', async () => {
  const { page } = await visit('index.html');
  await page.getByLabel('Search').fill('there is no such thing');
  await page.getByText('0 found').waitFor();
});

test('the keyboard skips to the content, and opens and closes the menu of a phone', async () => {
  const { page } = await visit('index.html', phone);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  await page.getByRole('button', { name: 'Menu' }).press('Enter');
  await page.getByRole('link', { name: 'Glossary' }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#menu').waitFor({ state: 'hidden' });
});

test('the type of a problem leads to its entry in the error catalogue', async () => {
  const { origin } = new URL(catalog.first);
  const { page } = await visit('index.html');
  for (const code of ['order-not-found', 'internal-error']) {
    await page.goto(`${origin}${promisedProblems[code]?.type}`);
    expect(await page.locator(':target h2').textContent()).toContain(code);
  }
});

const textOf = (file: string) => readFileSync(join(site, file), 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

test('every link leads somewhere', () => {
  const files = new Set(readdirSync(site, { recursive: true }).map(String));
  const ids = new Map(pages.map((name) => [`${name}.html`, new Set(all(textOf(`${name}.html`), / id="([^"]+)"/g))]));
  const operations = new Set(promisedOperations.map(({ operationId }) => operationId));
  const isDead = (from: string, link: string): boolean => {
    const [file = '', anchor] = link.split('#');
    const target = file || from;
    if (!files.has(target)) return true;
    if (anchor === undefined) return false;
    return anchor.startsWith('/') ? !operations.has(anchor.split('/').at(-1) ?? '') : !ids.get(target)?.has(anchor);
  };
  const urls = (JSON.parse(textOf('search.json')) as string[][]).map((entry) => entry[3] ?? '');
  const dead = [...ids.keys()].flatMap((file) =>
    [...all(textOf(file), /(?:href|src|data-contract)="(?!https?:|mailto:|data:)([^"]+)"/g), ...urls]
      .filter((link) => isDead(file, link))
      .map((link) => `${file}: ${link}`),
  );
  expect(dead).toEqual([]);
});

/** Everything that a document refers to, by its pointer. */
const referredBy = (document: object): Map<string, unknown> => {
  const pointers = all(JSON.stringify(document), /"\$ref":"([^"]*)"/g);
  const valueAt = (pointer: string) =>
    pointer
      .slice(2)
      .split('/')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
  return new Map(pointers.map((pointer) => [pointer, valueAt(pointer)]));
};

test.each(['order-api', 'order-events', 'payment-api', 'payment-events'])(
  '%s is also one document that is whole',
  (name) => {
    const referred = [...referredBy(JSON.parse(textOf(`files/${name}.json`)))];
    expect(referred.length).toBeGreaterThan(10);
    expect(referred.filter(([, value]) => Object.keys(value ?? {}).length === 0)).toEqual([]);
  },
);

test('every operation is in the collections of requests', () => {
  const collection = textOf('files/order-management.postman_collection.json');
  const requests = textOf('files/order-api.http') + textOf('files/payment-api.http');
  for (const { operationId, path } of promisedOperations) {
    expect(requests).toMatch(new RegExp(`# @name ${operationId}\\b`));
    expect(collection).toContain(`"{{baseUrl}}${path.replace(/\{(\w+)\}/g, ':$1')}"`);
  }
});

test('a port that is taken gives way to the next one, which is said', async () => {
  const first = await serve({});
  const second = await serve({});
  const [one, other] = [first, second].map((server) => Number(new URL(server.first).port));
  expect(second.lines.join('\n')).toContain(`Port ${one} is taken.`);
  expect(other).toBeGreaterThan(Number(one));
  await Promise.all([first.stop(), second.stop()]);
});

test.each(['..%2f..%2fpackage.json', '%2e%2e/%2e%2e/package.json', 'no-such-page.html', '%', 'files'])(
  '%s is no page',
  async (path) => {
    const { status } = await fetch(`${catalog.first}/${path}`);
    expect(status).toBe(404);
  },
);
