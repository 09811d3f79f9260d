import { mergeJoin } from './merge-join';

async function* pagesOf(...pages: string[][]) {
  yield* pages;
}
const idOf = (id: string) => id;

const join = async (left: string[][], right: string[][]) => {
  const found: string[] = [];
  for await (const pair of mergeJoin({ pages: pagesOf(...left), idOf }, { pages: pagesOf(...right), idOf })) {
    found.push(`${pair.left ?? '-'}${pair.right ?? '-'}`);
  }
  return found;
};

describe('the join of two sorted lists', () => {
  test.each([
    [[], [], []],
    [[['a', 'b']], [], ['a-', 'b-']],
    [[], [[], ['a'], ['b']], ['-a', '-b']],
    [
      [['a', 'c'], ['d']],
      [['b', 'c'], ['e']],
      ['a-', '-b', 'cc', 'd-', '-e'],
    ],
    [[['a'], ['b']], [['a', 'b']], ['aa', 'bb']],
  ])('pairs what both have: %j and %j', async (left, right, expected) => {
    expect(await join(left, right)).toEqual(expected);
  });

  test('closes both lists when it ends early', async () => {
    const closed: string[] = [];
    async function* endless(name: string) {
      try {
        for (;;) yield [name];
      } finally {
        closed.push(name);
      }
    }
    for await (const { left } of mergeJoin({ pages: endless('a'), idOf }, { pages: endless('b'), idOf })) {
      if (left) break;
    }
    expect(closed).toEqual(['a', 'b']);
  });

  test.each([[[['b', 'a']]], [[['a'], ['a']]]])('rejects a list that is not in ascending order: %j', async (left) => {
    await expect(join(left, [])).rejects.toThrow('not in ascending order');
  });
});
