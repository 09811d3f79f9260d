import { selectReturnUrl } from './return-url';

const allowed = ['https://shop.example/orders', 'https://app.example/'];

test('selects the first allowed page when none is requested', () => {
  expect(selectReturnUrl(allowed, undefined)).toBe('https://shop.example/orders');
});

test.each([
  'https://shop.example/orders',
  'https://shop.example/orders?id=1#top',
  'https://shop.example/orders/1',
  'https://app.example/anything',
])('accepts %s', (url) => {
  expect(selectReturnUrl(allowed, url)).toBe(url);
});

test.each([
  'https://evil.example/orders',
  'http://shop.example/orders',
  'https://shop.example:8443/orders',
  'https://shop.example/ordersevil',
  'https://shop.example/orders/../admin',
  'https://shop.example/orders/%2e%2e/admin',
  'https://user:secret@shop.example/orders',
  'https://shop.example@evil.example/orders',
  'javascript:alert(1)',
  '//shop.example/orders',
  'no url',
  '',
])('rejects %s', (url) => {
  expect(() => selectReturnUrl(allowed, url)).toThrow('returnUrl must be');
});
