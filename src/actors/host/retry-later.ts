/** Thrown by a processor whose work is not over: the queue runs the job again in `retryInMs`. */
export class RetryLater extends Error {
  constructor(
    readonly retryInMs: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Again';
  }
}
