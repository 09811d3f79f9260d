import { refused } from '../errors';
import type { Gateway } from './gateway';
import type { Intent } from './objects';

/** Keeps a version of an intent and emits an event about it. */
export const keep = ({ intents, held, emit }: Gateway, intent: Intent, event: string): Intent => {
  if (intent.status === 'requires_capture') held.add(intent.id);
  else held.delete(intent.id);
  emit(event, intents.save(intent));
  return intent;
};

/** https://docs.stripe.com/error-codes#payment-intent-unexpected-state */
export const assertStatus = (intent: Intent, verb: string, statuses: Intent['status'][]): void => {
  if (statuses.includes(intent.status)) return;
  const message = `This PaymentIntent could not be ${verb} because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${verb}: ${statuses.join(', ')}.`;
  throw refused(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
};
