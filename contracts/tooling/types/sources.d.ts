/** A contract with the file of its types. */
export interface Source {
  /** `order-api`, `payment-events`, … */
  name: string;
  file: string;
  document: object;
  events?: Record<string, string>;
}
export declare const listSources: () => Source[];
export declare const renderHead: (source: Source, text: string) => string;
