/** Members of two lists that share an id, or one member without a counterpart. */
export interface Pair<L, R> {
  left: L | null;
  right: R | null;
}

/** A sorted list that is read page by page, and how to tell the id of a member. */
export interface SortedList<T> {
  pages: AsyncIterable<T[]>;
  idOf: (member: T) => string;
}

/**
 * Pairs two lists that are sorted by their ids, with one page of each in memory.
 * @throws Error when a list is not in ascending order
 */
export async function* mergeJoin<L, R>(lefts: SortedList<L>, rights: SortedList<R>): AsyncGenerator<Pair<L, R>> {
  const leftReader = readSorted(lefts);
  const rightReader = readSorted(rights);
  try {
    let left = await leftReader.next();
    let right = await rightReader.next();
    while (!left.done || !right.done) {
      const leftId = left.done ? undefined : lefts.idOf(left.value);
      const rightId = right.done ? undefined : rights.idOf(right.value);
      const hasLeft = leftId !== undefined && (rightId === undefined || leftId <= rightId);
      const hasRight = rightId !== undefined && (leftId === undefined || rightId <= leftId);
      yield { left: hasLeft ? (left.value as L) : null, right: hasRight ? (right.value as R) : null };
      if (hasLeft) left = await leftReader.next();
      if (hasRight) right = await rightReader.next();
    }
  } finally {
    // A reader that is left before its end would keep its cursor open.
    await Promise.allSettled([leftReader.return(undefined), rightReader.return(undefined)]);
  }
}

async function* readSorted<T>({ pages, idOf }: SortedList<T>): AsyncGenerator<T, undefined> {
  let last = '';
  for await (const page of pages) {
    for (const member of page) {
      const id = idOf(member);
      if (id <= last) throw new Error(`The list is not in ascending order: ${id} after ${last}`);
      last = id;
      yield member;
    }
  }
}
