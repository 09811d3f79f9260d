import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/servers/chromium';

// Without requests for updates, and without a graphics card.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium with an empty profile. */
export const startBrowser = (): Promise<Browser> => {
  const { executablePath, env } = findChromium();
  return chromium.launch({ executablePath, args: flags, env: { ...(process.env as Record<string, string>), ...env } });
};

/** A page, with its errors and its accessibility violations. */
export interface WatchedPage {
  page: Page;
  complaints: string[];
  /** Returns the serious violations of the current page: rule, element, and reason. */
  violations: () => Promise<string[]>;
  close: () => Promise<void>;
}

/** Opens an empty page that may only load what `origin` serves; every other request is a complaint. */
export const watchedPage = async (
  browser: Browser,
  origin: string,
  options: BrowserContextOptions,
): Promise<WatchedPage> => {
  const context = await browser.newContext(options);
  await context.addInitScript({ path: require.resolve('axe-core/axe.min.js') });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  return { page, complaints, violations: () => seriousViolations(page), close: () => context.close() };
};

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

const seriousViolations = async (page: Page): Promise<string[]> => {
  const found = await page.evaluate<Violation[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  );
  return found
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary}`),
    );
};
