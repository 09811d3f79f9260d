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

/** Opens a page of the catalog in a new browser context. */
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

test.each(pages)('renders %s accessibly, light on a desktop and dark on a phone', async (name) => {
  const { page, complaints, violations } = await visit(`${name}.html`);
  for (const { colorScheme, viewport } of [desktop, phone]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    expect(await violations()).toEqual([]);
    expect(await width(page)).toBeLessThanOrEqual(viewport.width);
  }
  expect(complaints).toEqual([]);
});

test('writes no other page', () => {
  const written = readdirSync(site).filter((file) => file.endsWith('.html'));
  expect(written.sort()).toEqual(pages.map((name) => `${name}.html`).sort());
});

/** Opens an operation and presses "Try it out". */
const tryOut = async (page: Page, operation: string) => {
  await page.getByLabel('Bearer token').fill(token);
  await page.getByRole('button', { name: 'Use token' }).click();
  await page.getByText('The token is in use.').waitFor();
  const block = page.locator(`#operations-${operation}`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  return block;
};

test.each([
  ['light', desktop],
  ['dark', phone],
] as const)('creates an order with "Try it out", %s', async (_, look) => {
  const { page, complaints, violations } = await visit('order-api.html', look);
  await page.getByText(`The service runs at ${service.http}`).waitFor();
  const block = await tryOut(page, 'orders-createOrder');
  const answered = page.waitForResponse('**/service/orders');
  await block.getByRole('button', { name: 'Execute' }).click();
  const { id } = (await (await answered).json()) as { id: string };
  await block.locator('.live-responses-table').getByText(id).first().waitFor();
  expect(await violations()).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await clientOf(() => service.http, token)('GET', `/orders/${id}`)).toMatchObject({ body: { userId: ada } });
  await page.goto(`${catalog.first}/payment-api.html`);
  await page.getByText('The token is in use.').waitFor();
});

test('explains how to start the service if it does not respond', async () => {
  const withoutService = await serve({ PORT: '0', SERVICE_URL: 'http://127.0.0.1:1' });
  const { page } = await visit('payment-api.html', desktop, withoutService.first);
  await page.getByText('Start it with “npm start”').waitFor();
  const block = await tryOut(page, 'payments-createPayment');
  await block.getByRole('button', { name: 'Execute' }).click();
  await block.getByText('The service at http://127.0.0.1:1 does not respond').first().waitFor();
  await withoutService.stop();
});

test.each([
  ['illegal-transition', 'errors.html#illegal-transition'],
  ['createOrder', 'order-api.html#/orders/createOrder'],
  ['order.payment_failed', 'order-events.html#OrderPaymentFailed'],
  ['capturedAmount', 'fields.html#Payment'],
  ['total must be', 'order-contract.html#rule-total_positive'],
])('finds %s with the keyboard alone', async (words, target) => {
  const { page, complaints } = await visit('glossary.html');
  await page.keyboard.press('/');
  await page.keyboard.type(words);
  await page.locator(`#results li:first-child a[href="${target}"]`).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/${target}`);
  expect(complaints).toEqual([]);
});

test('opens the operation of a search result, also on the current page', async () => {
  const { page } = await visit('order-api.html#/orders/createOrder');
  await page.locator('#operations-orders-createOrder.is-open').waitFor();
  await page.getByLabel('Search').fill('getOrder');
  await page.getByLabel('Search').press('Enter');
  await page.locator('#operations-orders-getOrder.is-open').waitFor();
});

test('shows search results above the page, also on a phone', async () => {
  const { page } = await visit('index.html', phone);
  await page.getByLabel('Search').fill('total');
  const links = page.locator('#results a');
  await links.first().waitFor();
  for (const link of await links.all()) await link.click({ trial: true });
});

test('shows that a search has no results', async () => {
  const { page } = await visit('index.html');
  await page.getByLabel('Search').fill('there is no such thing');
  await page.getByText('0 found').waitFor();
});

test('skips to the content, and opens and closes the menu of a phone, with the keyboard', async () => {
  const { page } = await visit('index.html', phone);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  await page.getByRole('button', { name: 'Menu' }).press('Enter');
  await page.getByRole('link', { name: 'Glossary' }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#menu').waitFor({ state: 'hidden' });
});

test('redirects the type of a problem to its entry in the error catalogue', async () => {
  const { origin } = new URL(catalog.first);
  const { page } = await visit('index.html');
  for (const code of ['order-not-found', 'internal-error']) {
    await page.goto(`${origin}${promisedProblems[code]?.type}`);
    expect(await page.locator(':target h2').textContent()).toContain(code);
  }
});

const textOf = (file: string) => readFileSync(join(site, file), 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

test('writes no dead links', () => {
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

/** Maps each reference of a document to its target. */
const mapReferences = (document: object): Map<string, unknown> => {
  const pointers = all(JSON.stringify(document), /"\$ref":"([^"]*)"/g);
  const valueAt = (pointer: string) =>
    pointer
      .slice(2)
      .split('/')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
  return new Map(pointers.map((pointer) => [pointer, valueAt(pointer)]));
};

test.each(['order-api', 'order-events', 'payment-api', 'payment-events'])(
  'bundles %s into a self-contained document',
  (name) => {
    const referred = [...mapReferences(JSON.parse(textOf(`files/${name}.json`)))];
    expect(referred.length).toBeGreaterThan(10);
    expect(referred.filter(([, value]) => Object.keys(value ?? {}).length === 0)).toEqual([]);
  },
);

test('writes every operation to the request collections', () => {
  const collection = textOf('files/order-management.postman_collection.json');
  const requests = textOf('files/order-api.http') + textOf('files/payment-api.http');
  for (const { operationId, path } of promisedOperations) {
    expect(requests).toMatch(new RegExp(`# @name ${operationId}\\b`));
    expect(collection).toContain(`"{{baseUrl}}${path.replace(/\{(\w+)\}/g, ':$1')}"`);
  }
});

test('logs a port that is in use and listens on the next free one', async () => {
  const first = await serve({});
  const second = await serve({});
  const [firstPort, secondPort] = [first, second].map((server) => Number(new URL(server.first).port));
  expect(second.lines.join('\n')).toContain(`Port ${firstPort} is in use.`);
  expect(secondPort).toBeGreaterThan(Number(firstPort));
  await Promise.all([first.stop(), second.stop()]);
});

test.each(['..%2f..%2fpackage.json', '%2e%2e/%2e%2e/package.json', 'no-such-page.html', '%', 'files'])(
  'responds 404 to %s',
  async (path) => {
    const { status } = await fetch(`${catalog.first}/${path}`);
    expect(status).toBe(404);
  },
);
