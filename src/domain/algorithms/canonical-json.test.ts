import { canonicalJson } from './canonical-json';

describe('canonicalJson', () => {
  test('sorts the members of an object, and keeps the order of a list', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":2,"d":1}]}');
    expect(canonicalJson({ a: 'x', b: [1, { c: 2, d: 1 }] })).toBe('{"a":"x","b":[1,{"c":2,"d":1}]}');
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });

  test('writes a date as ISO text, and omits undefined members', () => {
    const at = new Date('2026-01-31T10:00:00.123Z');
    expect(canonicalJson({ at, gone: undefined, none: null })).toBe('{"at":"2026-01-31T10:00:00.123Z","none":null}');
  });

  test('writes similar values differently', () => {
    const texts = [{ a: 1 }, { a: '1' }, { a: [1] }, { a: null }, {}, [], { '': { a: 1 } }, { 'a":1,"b': 1 }];
    expect(new Set(texts.map(canonicalJson)).size).toBe(texts.length);
  });

  test('writes plain data so that JSON.parse restores it', () => {
    const value = { 'quo"te': '\u2028é\\', nested: { list: [true, 0.1, -0, 1e21, ''] } };
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });
});
