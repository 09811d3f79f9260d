import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';
import Stripe from 'stripe';
import { type Journal, openJournal } from '../../sandbox/journal';
import { card } from '../support/gateway/stripe-sandbox';
import { ledgerOf } from '../support/invariants/invariants';
import { startProcess } from '../support/processes';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'order-management-journal-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const textBytes = 6 * 1024 * 1024;

/** Commits values of two kinds for ever, and says when a commit is done. */
const committing = `
  const { openJournal } = require(process.argv[1]);
  const journal = openJournal(process.argv[2]);
  const text = 'x'.repeat(${textBytes});
  for (let count = 1; ; count += 1) {
    const value = JSON.stringify([count, text]);
    journal.add('left', value);
    journal.add('right', value);
    journal.commit();
    require('node:fs').writeSync(1, count + '\\n');
  }`;

/** Whether a file ends in the middle of a line. */
const isTorn = (file: string): boolean => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return false;
  const descriptor = openSync(file, 'r');
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  closeSync(descriptor);
  return last.toString() !== '\n';
};

/** Kills a process while it writes, not before `afterMs`. Returns how many commits it confirmed. */
const killWhileWriting = async (file: string, afterMs: number): Promise<number> => {
  const built = join(__dirname, '..', '..', 'dist', 'sandbox', 'journal.js');
  const child = spawn(process.execPath, ['-e', committing, built, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let confirmed = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    confirmed = Number(line);
  });
  while (confirmed < 1) await turn();
  const earliest = performance.now() + afterMs;
  while (performance.now() < earliest || !isTorn(file)) await turn();
  child.kill('SIGKILL');
  await ended;
  return confirmed;
};

const countsOf = (journal: Journal, kind: string): number[] =>
  journal.kept<[number, string]>(kind).map(([count]) => count);

const assertWhole = (confirmed: number): void => {
  const journal = openJournal(dir);
  const left = countsOf(journal, 'left');
  expect(countsOf(journal, 'right')).toEqual(left);
  expect(left).toEqual(left.map((_count, at) => at + 1));
  expect(left.length).toBeGreaterThanOrEqual(confirmed);
  journal.add('after', '1');
  journal.commit();
  journal.close();
  const again = openJournal(dir);
  expect([again.kept('left').length, again.kept('after')]).toEqual([left.length, [1]]);
  again.close();
};

test('a journal whose process is killed in the middle of a write keeps each commit as a whole, or not at all', async () => {
  const file = join(dir, 'journal.ndjson');
  const crashes = 10;
  for (let torn = 0, tries = 0; torn < crashes; tries += 1) {
    expect(tries).toBeLessThan(10 * crashes);
    rmSync(file, { force: true });
    const confirmed = await killWhileWriting(file, (tries * 7) % 40);
    if (isTorn(file)) torn += 1;
    assertWhole(confirmed);
  }
});

const startSandbox = () =>
  startProcess(
    'sandbox/main.js',
    { SANDBOX_PORT: '0', SANDBOX_DATA_DIR: dir },
    (line) => /^sandbox at (\S+)$/.exec(line)?.[1],
  );

const sdkAt = (url: string): Stripe =>
  new Stripe('sk_test_sandbox', {
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });

test('a sandbox that is killed while it charges knows each charge with its ledger line, event and key, or not at all', async () => {
  const first = await startSandbox();
  const keys = Array.from({ length: 400 }, () => randomUUID());
  const answered = new Map<string, string>();
  const pay = (url: string, key: string) => sdkAt(url).paymentIntents.create(card(), { idempotencyKey: key });
  const sent = keys.map((key) =>
    pay(first.first, key).then(
      ({ id }) => {
        answered.set(key, id);
        if (answered.size === 100) first.signal('SIGKILL');
      },
      () => {},
    ),
  );
  await Promise.all(sent);
  expect(await first.ended).toBeNull();
  expect(answered.size).toBeLessThan(keys.length);

  const second = await startSandbox();
  const stripe = sdkAt(second.first);
  const intents = await stripe.paymentIntents.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  const charges = await stripe.charges.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  const events = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  const booked = await stripe.balanceTransactions.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  const ids = intents.map(({ id }) => id).sort();
  expect(intents.every(({ status }) => status === 'succeeded')).toBe(true);
  expect((await ledgerOf({ sandbox: second.first })).map(({ paymentIntent }) => paymentIntent).sort()).toEqual(ids);
  expect(charges.map(({ payment_intent }) => payment_intent as string).sort()).toEqual(ids);
  expect(events.map(({ data }) => (data.object as { id: string }).id).sort()).toEqual(ids);
  expect(booked).toHaveLength(ids.length);
  expect([...answered.values()].filter((id) => !ids.includes(id))).toEqual([]);

  for (const key of keys) {
    const { id } = await pay(second.first, key);
    expect(answered.get(key) ?? id).toBe(id);
  }
  expect(await ledgerOf({ sandbox: second.first })).toHaveLength(keys.length);
  await second.kill();
});
