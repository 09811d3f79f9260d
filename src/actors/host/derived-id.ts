import { createHash } from 'node:crypto';

/** Derives an id from parts: a UUID of their hash (RFC 9562, version 8), which does not reveal them. */
export const deriveId = (...parts: string[]): string => {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};
