import type { Journal } from '../journal';
import { type Form, formIn, textIn } from '../request';
import { invalidRequest, missing, type PaymentMethod, stripeError, stripeId, unixNow } from './stripe-objects';

/** A stored card and the token that it was made from, which decides how its charges end. */
export type StoredMethod = PaymentMethod & { token: string; isDetached?: boolean };

export interface PaymentMethods {
  create: (form: Form) => PaymentMethod;
  get: (id: string) => StoredMethod;
  /** Newest first. */
  list: (customer: string | null) => PaymentMethod[];
  attach: (id: string, customer: string | undefined) => PaymentMethod;
  detach: (id: string) => PaymentMethod;
}

/** Stored cards: created from a token, attached to a customer, detached for good. */
export const paymentMethods = (journal: Journal<StoredMethod>): PaymentMethods => {
  const methods = new Map(journal.values.map((method) => [method.id, method]));
  const get = (id: string): StoredMethod => {
    const method = methods.get(id);
    if (!method) throw missing('PaymentMethod', id);
    return method;
  };
  const keep = (method: StoredMethod): PaymentMethod => {
    methods.set(method.id, method);
    journal.append(method);
    return shown(method);
  };
  return {
    get,
    list: (customer) =>
      [...methods.values()]
        .reverse()
        .filter((method) => customer === null || method.customer === customer)
        .map(shown),
    create: (form) => keep(newMethod(form)),
    attach: (id, customer) => {
      if (customer === undefined) throw invalidRequest('Missing required param: customer.', 'customer');
      const method = get(id);
      if (method.token === 'tok_attachDeclined') throw attachDeclined();
      return keep({ ...method, customer });
    },
    detach: (id) => keep({ ...get(id), customer: null, isDetached: true }),
  };
};

const attachDeclined = () =>
  stripeError(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
  });

/** A stored card without the token that it was made from. */
export const shown = ({ token: _secret, isDetached: _state, ...method }: StoredMethod): PaymentMethod => method;

const brands: Record<string, [brand: string, last4: string, year: number]> = {
  tok_mastercard: ['mastercard', '4444', 2034],
  tok_amex: ['amex', '8431', 2034],
  tok_expired: ['visa', '0069', 2020],
};

const newMethod = (form: Form): StoredMethod => {
  const token = cardTokenIn(form);
  const [brand, last4, exp_year] = brands[token] ?? ['visa', '4242', 2034];
  return {
    id: stripeId('pm'),
    object: 'payment_method',
    type: 'card',
    card: { brand, last4, exp_month: 12, exp_year },
    customer: null,
    created: unixNow(),
    token,
  };
};

const cardTokenIn = (form: Form): string => {
  const token = textIn(formIn(form, 'card'), 'token') ?? '';
  if (token.startsWith('tok_')) return token;
  throw invalidRequest('There is no such token', 'card[token]');
};

/** What a new intent is paid with: a card token, or `paypal`. @throws Refused when there is nothing to charge */
export const instrumentIn = (form: Form, methods: PaymentMethods): string => {
  const data = formIn(form, 'payment_method_data');
  if (textIn(data, 'type') === 'paypal') return 'paypal';
  const id = textIn(form, 'payment_method');
  if (id === undefined) return cardTokenIn(data ?? {});
  const { customer, token, isDetached } = methods.get(id);
  // One that was never attached may be used without a customer.
  if ((customer === null && isDetached !== true) || customer === textIn(form, 'customer')) return token;
  throw stripeError(400, {
    type: 'invalid_request_error',
    code: 'payment_method_unexpected_state',
    message: 'The PaymentMethod is not attached to this customer.',
  });
};
