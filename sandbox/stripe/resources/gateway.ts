import type { Clock } from '../../clock';
import type { Journal } from '../../journal';
import type { Events } from '../events';
import type { Ledger } from '../ledger';
import { createTable, type Table } from '../table';
import { type Balance, createBalance } from './balance';
import type {
  AnyObject,
  BalanceTransaction,
  Charge,
  Customer,
  Dispute,
  EarlyFraudWarning,
  Intent,
  PaymentMethod,
  Refund,
  SetupIntent,
  StoredMethod,
} from './objects';

/** Everything that the gateway knows, and what its operations work with. */
export interface Gateway {
  intents: Table<Intent>;
  charges: Table<Charge>;
  refunds: Table<Refund>;
  disputes: Table<Dispute>;
  warnings: Table<EarlyFraudWarning>;
  methods: Table<StoredMethod>;
  customers: Table<Customer>;
  setups: Table<SetupIntent>;
  transactions: Table<BalanceTransaction>;
  /** The intents whose authorization waits for a capture. */
  held: Set<string>;
  balance: Balance;
  ledger: Ledger;
  clock: Clock;
  /** Seconds since the epoch. */
  unixNow: () => number;
  emit: Events['emit'];
  /** The page of the bank where a customer answers a challenge. */
  challengeUrl: (id: string) => string;
  /** Returns any object by its id. */
  find: (id: string) => AnyObject | undefined;
}

interface GatewayOptions {
  journal: Journal;
  ledger: Ledger;
  clock: Clock;
  events: Events;
  challengeUrl: (id: string) => string;
}

export const createGateway = ({ journal, ledger, clock, events, challengeUrl }: GatewayOptions): Gateway => {
  const of = <T extends { id: string }>(kind: string, label: string, keysOf?: (object: T) => string[]) =>
    createTable<T>({ journal, kind, label, ...(keysOf && { keysOf }) });
  const transactions = of<BalanceTransaction>('transactions', 'balance transaction');
  const tables = {
    intents: of<Intent>('intents', 'payment_intent', ({ metadata }) => metadataKeys(metadata)),
    charges: of<Charge>('charges', 'charge', ({ payment_intent }) => [payment_intent ?? '']),
    refunds: of<Refund>('refunds', 'refund', ({ payment_intent, charge }) => [payment_intent ?? '', charge ?? '']),
    disputes: of<Dispute>('disputes', 'dispute', ({ payment_intent, charge }) => [payment_intent ?? '', charge]),
    warnings: of<EarlyFraudWarning>('warnings', 'early fraud warning'),
    methods: of<StoredMethod>('methods', 'PaymentMethod', ({ token }) => [token]),
    customers: of<Customer>('customers', 'customer'),
    setups: of<SetupIntent>('setups', 'setupintent'),
  };
  const byPrefix: Record<string, Pick<Table<AnyObject & { id: string }>, 'find'>> = {
    pi: tables.intents,
    ch: tables.charges,
    re: tables.refunds,
    du: tables.disputes,
    issfr: tables.warnings,
    cus: tables.customers,
    seti: tables.setups,
    txn: transactions,
    pm: { find: (id) => shownOrNone(tables.methods.find(id)) },
  };
  const held = new Set<string>();
  for (const { id, status } of tables.intents.newestFirst()) if (status === 'requires_capture') held.add(id);
  return {
    ...tables,
    held,
    transactions,
    balance: createBalance(transactions, clock),
    ledger,
    clock,
    unixNow: () => Math.floor(clock.now() / 1000),
    emit: events.emit,
    challengeUrl,
    find: (id) => byPrefix[id.slice(0, id.indexOf('_'))]?.find(id),
  };
};

/** The keys under which an intent is found by its metadata. */
export const metadataKeys = (metadata: Record<string, string>): string[] =>
  Object.entries(metadata).map(([name, value]) => `${name}=${value}`);

/** A payment method without its secrets. */
export const showMethod = ({ token: _token, usedBy: _usedBy, ...method }: StoredMethod): PaymentMethod => method;

const shownOrNone = (method: StoredMethod | undefined) => method && showMethod(method);
