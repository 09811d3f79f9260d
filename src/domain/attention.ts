/** One cause for which an operator must look at a document. */
export interface AttentionItem {
  /** Derived from the cause, so that raising it twice raises it once. */
  id: string;
  reason: string;
  since: Date;
  detail?: string;
  /** The work item that is the cause: when it is over, the item is withdrawn. */
  whileOpen?: string;
}

/** Why an operator must look: the oldest open item, and all of them, the oldest first. */
export interface Attention {
  reason: string;
  since: Date;
  /** Absent in documents from before there were items. */
  items?: AttentionItem[];
}

/** Returns the open items; a document from before there were items has one. */
export const attentionItems = (attention: Attention | undefined): AttentionItem[] =>
  attention?.items ?? (attention ? [{ id: attention.reason, reason: attention.reason, since: attention.since }] : []);

/** Returns the stored form of open items; undefined when there is none. */
export const toAttention = (items: AttentionItem[]): Attention | undefined => {
  const [oldest] = items;
  return oldest && { reason: oldest.reason, since: oldest.since, items };
};

/** Returns the items with one more, unless it is open already. */
export const raiseItem = (items: AttentionItem[], item: AttentionItem): AttentionItem[] =>
  items.some(({ id }) => id === item.id) ? items : [...items, item];
