/** The service under test, and a token for it. */
export interface Target {
  url: string;
  token: string;
}
export declare const runSchemathesis: (
  api: 'order' | 'payment',
  target: Target,
  options?: string[],
) => Promise<{ status: number | null; output: string }>;
