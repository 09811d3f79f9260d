import { randomBytes } from 'node:crypto';
import type { Form } from './form';
import { Refused } from './http';

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
  latest_charge: string | Charge | null;
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
  status: 'succeeded';
  metadata: Record<string, string>;
  created: number;
}

/** An id as Stripe forms them: `pi_`, `ch_`, `re_`, `evt_` and 24 characters. */
export const stripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

export const unixNow = (): number => Math.floor(Date.now() / 1000);

/** An error in Stripe's shape. */
export const stripeError = (status: number, error: Record<string, unknown>): Refused =>
  new Refused({ status, body: { error } });

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

/** A list as Stripe answers it. */
export const listOf = (data: unknown[], url: string, object = 'list') => ({ object, data, has_more: false, url });
