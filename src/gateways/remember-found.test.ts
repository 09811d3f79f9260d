import { rememberFound } from './remember-found';

const counted = (find: (id: string) => Promise<object | null>) => {
  const calls: string[] = [];
  const remembering = rememberFound((id) => {
    calls.push(id);
    return find(id);
  });
  return { remembering, calls };
};

describe('rememberFound', () => {
  test('asks once for what is found, also when asked at the same time', async () => {
    const { remembering, calls } = counted(async (id) => ({ id }));
    const [first, second] = await Promise.all([remembering('a'), remembering('a')]);
    expect([first, second, await remembering('a')]).toEqual([{ id: 'a' }, { id: 'a' }, { id: 'a' }]);
    expect([await remembering('b'), calls]).toEqual([{ id: 'b' }, ['a', 'b']]);
  });

  test('asks once in a while for what is absent', async () => {
    const { remembering, calls } = counted(async () => null);
    expect([await remembering('a'), await remembering('a')]).toEqual([null, null]);
    expect(calls).toEqual(['a']);
  });

  test('asks again after a failure, which every caller of the shared call gets', async () => {
    const { remembering, calls } = counted(() => Promise.reject(new Error('down')));
    const shared = await Promise.allSettled([remembering('a'), remembering('a')]);
    expect(shared.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(remembering('a')).rejects.toThrow('down');
    expect(calls).toEqual(['a', 'a']);
  });
});
