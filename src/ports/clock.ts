/** Reads the clock. Injected, so that tests can set it. */
export type Clock = () => Date;
