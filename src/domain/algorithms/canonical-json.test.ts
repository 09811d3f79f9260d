import { canonicalJson } from './canonical-json';

test('the order of members does not count, that of a list does', () => {
  expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":2,"d":1}]}');
  expect(canonicalJson({ a: 'x', b: [1, { c: 2, d: 1 }] })).toBe('{"a":"x","b":[1,{"c":2,"d":1}]}');
  expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
});

test('a date is its ISO text, and what is undefined is not there', () => {
  const at = new Date('2026-01-31T10:00:00.123Z');
  expect(canonicalJson({ at, gone: undefined, none: null })).toBe('{"at":"2026-01-31T10:00:00.123Z","none":null}');
});

test('what reads alike is not alike', () => {
  const texts = [{ a: 1 }, { a: '1' }, { a: [1] }, { a: null }, {}, [], { '': { a: 1 } }, { 'a":1,"b': 1 }];
  expect(new Set(texts.map(canonicalJson)).size).toBe(texts.length);
});

test('plain data reads back as it was', () => {
  const value = { 'quo"te': '\u2028é\\', nested: { list: [true, 0.1, -0, 1e21, ''] } };
  expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
});
