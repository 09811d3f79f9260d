import type { Journal } from '../journal';
import { missing } from './errors';

/** The objects of a kind. An object is never changed: a new version takes its place. */
export interface Table<T extends { id: string }> {
  find: (id: string) => T | undefined;
  /** @throws StripeError 404 */
  get: (id: string) => T;
  /** Keeps a version of an object. Returns its JSON text. */
  save: (object: T) => string;
  /** Iterates from the newest, or from the one created before `id`. */
  newestFirst: (beforeId?: string) => Iterable<T>;
  /** Returns the objects that were kept under a key, oldest first. */
  by: (key: string) => T[];
}

interface TableOptions<T> {
  journal: Journal;
  kind: string;
  /** What Stripe calls it in an error. */
  label: string;
  keysOf?: (object: T) => string[];
}

export const createTable = <T extends { id: string }>({
  journal,
  kind,
  label,
  keysOf = () => [],
}: TableOptions<T>): Table<T> => {
  const objects = new Map<string, T>();
  const positions = new Map<string, number>();
  const ids: string[] = [];
  const idsByKey = new Map<string, Set<string>>();

  const put = (object: T): void => {
    if (!objects.has(object.id)) positions.set(object.id, ids.push(object.id) - 1);
    objects.set(object.id, object);
    for (const key of keysOf(object)) {
      const known = idsByKey.get(key);
      if (known) known.add(object.id);
      else idsByKey.set(key, new Set([object.id]));
    }
  };
  for (const object of journal.kept<T>(kind)) put(object);

  const get = (id: string): T => {
    const object = objects.get(id);
    if (!object) throw missing(label, id);
    return object;
  };
  return {
    find: (id) => objects.get(id),
    get,
    save: (object) => {
      const text = JSON.stringify(object);
      journal.add(kind, text);
      put(object);
      return text;
    },
    newestFirst: function* (beforeId) {
      const end = beforeId === undefined ? ids.length : (positions.get(beforeId) ?? 0);
      for (let at = end - 1; at >= 0; at -= 1) yield get(ids[at] ?? '');
    },
    by: (key) => [...(idsByKey.get(key) ?? [])].map(get),
  };
};
