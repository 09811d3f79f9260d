import { randomBytes } from 'node:crypto';
import { type Form, Refused, textIn } from '../request';

/** A payment intent, with the fields that clients of the subset read. */
export interface Intent {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_received: number;
  amount_capturable: number;
  currency: string;
  capture_method: 'automatic' | 'manual';
  status: 'requires_action' | 'requires_capture' | 'requires_payment_method' | 'succeeded' | 'canceled';
  metadata: Record<string, string>;
  latest_charge: string | null;
  last_payment_error: object | null;
  next_action: { type: 'redirect_to_url'; redirect_to_url: { url: string; return_url: string } } | null;
  created: number;
  livemode: false;
}

export interface Charge {
  id: string;
  object: 'charge';
  amount: number;
  currency: string;
  payment_intent: string;
  metadata: Record<string, string>;
}

export interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  currency: string;
  payment_intent: string;
  charge: string;
  status: 'succeeded' | 'failed';
  failure_reason?: string;
  metadata: Record<string, string>;
  created: number;
}

/** A stored card. */
export interface PaymentMethod {
  id: string;
  object: 'payment_method';
  type: 'card';
  card: { brand: string; last4: string; exp_month: number; exp_year: number };
  customer: string | null;
  created: number;
}

/** An id as Stripe forms them: `pi_`, `ch_`, `re_`, `evt_` and 24 characters. */
export const stripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

export const unixNow = (): number => Math.floor(Date.now() / 1000);

/** An error in Stripe's shape. */
export const stripeError = (status: number, error: Record<string, unknown>): Refused => new Refused(status, { error });

/** 400: the request itself is wrong, and nothing began. */
export const invalidRequest = (message: string, param?: string): Refused =>
  stripeError(400, { type: 'invalid_request_error', message, ...(param && { param }) });

/** 404, as Stripe says it. */
export const missing = (what: string, id: string): Refused =>
  stripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${what}: '${id}'` });

/** Metadata of a form. */
export const metadataIn = (form: Form | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** An intent as an answer shows it: with its charge in full when that was asked for. */
export const viewOf = (
  intent: Intent,
  isExpanded: boolean,
): Omit<Intent, 'latest_charge'> & { latest_charge: string | Charge | null } => {
  const { id, latest_charge, amount, currency, metadata } = intent;
  if (!isExpanded || latest_charge === null) return intent;
  const charge: Charge = { id: latest_charge, object: 'charge', amount, currency, payment_intent: id, metadata };
  return { ...intent, latest_charge: charge };
};

/** What a list is asked for. */
export interface Asked {
  path: string;
  query: Form;
}

/**
 * One page of a list, newest first, as Stripe answers it: `limit` long, after the object `starting_after`.
 * @throws Refused 400 when there is no such object, or no such limit
 */
export const listOf = (all: { id: string }[], { path, query }: Asked, object = 'list') => {
  const after = textIn(query, 'starting_after');
  const begin = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && begin === 0) throw noSuchStart(after);
  const limit = Number(textIn(query, 'limit') ?? 10);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100)) throw invalidRequest('Invalid limit', 'limit');
  const end = begin + limit;
  return { object, data: all.slice(begin, end), has_more: all.length > end, url: path };
};

const noSuchStart = (id: string): Refused =>
  stripeError(400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such object: '${id}'`,
    param: 'starting_after',
  });
