import type { components as orders } from '../contract/order-api';
import type { components as payments } from '../contract/payment-api';

/** What went wrong, as the service says it (RFC 9457). */
export type ProblemDocument = orders['schemas']['Problem'] & payments['schemas']['Problem'];

/** What a program decides by; the error catalogue of the contract explains each. */
export type ProblemCode = ProblemDocument['code'];

/** The service refused a call, or could not do it. `message` is for people, `code` for programs. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly status: number;

  constructor(readonly document: ProblemDocument) {
    super(document.detail);
    this.code = document.code;
    this.status = document.status;
  }
}

/** Converts a response to an error. A proxy may respond with something other than a problem document. */
export const errorOf = async (response: Response): Promise<Error> => {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  if (isProblem) return new Problem((await response.json()) as ProblemDocument);
  return new Error(`${response.url} answered ${response.status} without a problem document`);
};
