import type { components as orders } from '../contract/order-api';
import type { components as payments } from '../contract/payment-api';

/** The problem document of an error response (RFC 9457). */
export type ProblemDocument = orders['schemas']['Problem'] & payments['schemas']['Problem'];

/** The code that programs branch on; the error catalogue of the contract explains each. */
export type ProblemCode = ProblemDocument['code'];

/** An error response of the service. `message` is for people, `code` for programs. */
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
export const toError = async ({ url }: Request, response: Response): Promise<Error> => {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  if (isProblem) return new Problem((await response.json()) as ProblemDocument);
  return new Error(`${url} answered ${response.status} without a problem document`);
};
