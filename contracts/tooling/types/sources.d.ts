/** A contract with the file of its types. */
export interface Source {
  /** `order-api`, `payment-events`, … */
  name: string;
  file: string;
  document: object;
  events?: Record<string, string>;
}
export declare const sources: () => Source[];
export declare const headOf: (source: Source, text: string) => string;
