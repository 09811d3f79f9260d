import { type Form, textIn } from '../../request';
import { invalidParameter } from '../errors';
import { type Gateway, metadataKeys } from '../resources/gateway';
import type { Intent } from '../resources/objects';
import { limitIn, type Page } from './lists';

/**
 * Searches payment intents by metadata and status. The index lags behind the objects; searches are never a proof that
 * something is absent. https://docs.stripe.com/search
 * @throws StripeError 400 when the query is not understood
 */
export const searchIntents = ({ intents, unixNow }: Gateway, query: Form, lagMs: number): Page<Intent> => {
  const clauses = clausesOf(textIn(query, 'query') ?? '');
  const [first] = clauses.flatMap(({ key }) => (key === undefined ? [] : [key]));
  const candidates = first === undefined ? intents.newestFirst() : intents.by(first).reverse();
  const indexedUntil = unixNow() - lagMs / 1000;
  const limit = limitIn(query);
  const found: Intent[] = [];
  for (const intent of candidates) {
    const isIndexed = lagMs === 0 || intent.created <= indexedUntil;
    if (isIndexed && clauses.every(({ matches }) => matches(intent))) found.push(intent);
  }
  const begin = Number(textIn(query, 'page') ?? 0);
  return { data: found.slice(begin, begin + limit), isMore: found.length > begin + limit };
};

interface Clause {
  /** The key of the table that finds what matches. */
  key?: string;
  matches: (intent: Intent) => boolean;
}

const pattern = /^(?:metadata\[(?:'([^']+)'|"([^"]+)")\]|(status|currency|customer)):(?:'([^']*)'|"([^"]*)")$/;

const clausesOf = (query: string): Clause[] =>
  query.split(' AND ').map((text) => {
    const [, single, double, field, ...values] = pattern.exec(text.trim()) ?? [];
    const value = values.find((one) => one !== undefined);
    const name = single ?? double;
    if (value === undefined) throw invalidParameter(`We were unable to parse your search query: ${query}`, 'query');
    if (field !== undefined) return { matches: (intent) => intent[field as 'status'] === value };
    const [key = ''] = metadataKeys({ [name ?? '']: value });
    return { key, matches: ({ metadata }) => metadata[name ?? ''] === value };
  });
