/** A change that breaks callers or consumers. */
export interface BreakingChange {
  contract: string;
  where: string;
  what: string;
  /** Whether the major version of the contract was raised. */
  isAnnounced: boolean;
}
export declare const breakingChanges: (
  before: Record<string, object>,
  after: Record<string, object>,
) => BreakingChange[];
