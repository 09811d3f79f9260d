import type { Rule } from './parameters';

/** Parameters of every list. https://docs.stripe.com/api/pagination */
export const page = { ending_before: 'text', limit: 'integer', starting_after: 'text' } as const satisfies Record<
  string,
  Rule
>;

/** https://docs.stripe.com/api/expanding_objects */
export const expand = { expand: 'list' } as const satisfies Record<string, Rule>;
