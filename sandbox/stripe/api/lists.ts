import { type Form, formIn, textIn } from '../../request';
import { invalidParameter } from '../errors';

interface Listed {
  id: string;
  created: number;
}

interface Source<T extends Listed> {
  newestFirst: (beforeId?: string) => Iterable<T>;
  /** Throws when there is no such object. */
  get: (id: string) => unknown;
}

/** A page of a list. */
export interface Page<T> {
  data: T[];
  isMore: boolean;
}

/**
 * One page of a list, newest first. https://docs.stripe.com/api/pagination
 * @throws StripeError 400 when the limit or the object to start at is wrong
 */
export const pageOf = <T extends Listed>(
  source: Source<T>,
  query: Form,
  matches: (object: T) => boolean = () => true,
): Page<T> => {
  const limit = limitIn(query);
  const after = cursorIn(source, query, 'starting_after');
  const until = cursorIn(source, query, 'ending_before');
  const created = rangeIn(query.created);
  const data: T[] = [];
  for (const object of source.newestFirst(after)) {
    if (object.id === until || object.created < created.from) break;
    if (object.created > created.to || !matches(object)) continue;
    data.push(object);
    if (until === undefined && data.length > limit) break;
  }
  if (until !== undefined) return { data: data.slice(-limit), isMore: data.length > limit };
  return { data: data.slice(0, limit), isMore: data.length > limit };
};

/** How many objects a page has: 10, or what `limit` says. @throws StripeError 400 */
export const limitIn = (query: Form): number => {
  const limit = Number(textIn(query, 'limit') ?? 10);
  if (limit >= 1 && limit <= 100) return limit;
  throw invalidParameter('This value must be between 1 and 100', 'limit', 'parameter_invalid_integer');
};

const cursorIn = <T extends Listed>({ get }: Source<T>, query: Form, param: string): string | undefined => {
  const id = textIn(query, param);
  if (id === undefined) return undefined;
  try {
    get(id);
  } catch {
    throw invalidParameter(`No such object: '${id}'`, param, 'resource_missing');
  }
  return id;
};

/** The bounds of `created`, inclusive, in seconds. */
const rangeIn = (created: Form[string]): { from: number; to: number } => {
  if (typeof created === 'string') return { from: Number(created), to: Number(created) };
  const bound = (name: string) => {
    const text = textIn(formIn({ created }, 'created'), name);
    return text === undefined ? undefined : Number(text);
  };
  const [gt, lt] = [bound('gt'), bound('lt')];
  return {
    from: Math.max(bound('gte') ?? 0, gt === undefined ? 0 : gt + 1),
    to: Math.min(bound('lte') ?? Infinity, lt === undefined ? Infinity : lt - 1),
  };
};
