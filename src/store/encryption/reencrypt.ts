import type { mongo } from 'mongoose';
import { type CardVault, readKeyId } from './card-vault';

/** Documents with sealed members: `gatewayRef`, or `work.gatewayRef` for those in a list. */
type Sealed = mongo.Collection<{ _id: string }>;

/**
 * Seals again, with the vault's first key, whatever another key has sealed. Safe to repeat, and beside running processes
 * that know both keys: a document that changes meanwhile is met again. Answers how many were changed.
 */
export const reencrypt = async (documents: Sealed, vault: CardVault): Promise<number> => {
  let resealed = 0;
  for await (const document of documents.find()) {
    const change = renewed(document, vault);
    const set = Object.fromEntries(
      Object.entries(change).filter(([name, value]) => value !== memberOf(document, name)),
    );
    if (Object.keys(set).length === 0) continue;
    const { matchedCount } = await documents.updateOne(unchanged(document, set), withNextVersion(document, set));
    resealed += matchedCount;
  }
  return resealed;
};

const memberOf = (document: object, name: string): unknown => (document as Record<string, unknown>)[name];

/** The document with every envelope of an old key renewed; members without one keep their identity. */
const renewed = (value: object, vault: CardVault): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renewedMember(member, vault)]));

const envelope = /^v1\.[^.]+(\.[\w-]+){3}$/;

const renewedMember = (member: unknown, vault: CardVault): unknown => {
  if (typeof member === 'string') {
    return envelope.test(member) && readKeyId(member) !== vault.keyId ? vault.seal(vault.open(member)) : member;
  }
  if (!Array.isArray(member)) return member;
  const list = member.map((one) => (isPlain(one) ? withSame(one, renewed(one, vault)) : one));
  return list.every((one, at) => one === member[at]) ? member : list;
};

const isPlain = (value: unknown): value is object =>
  value !== null && Object.getPrototypeOf(value) === Object.prototype;

const withSame = (before: object, after: Record<string, unknown>): object =>
  Object.entries(before).every(([name, member]) => after[name] === member) ? before : after;

/** As it was read: by its version, or where there is none, by the envelopes, which may be gone by now. */
const unchanged = (document: object, set: object): object => ({
  _id: memberOf(document, '_id'),
  ...('version' in document
    ? { version: document.version }
    : Object.fromEntries(Object.keys(set).map((name) => [name, memberOf(document, name)]))),
});

/** A new version, so that no process goes on with the envelopes that it remembers. */
const withNextVersion = (document: object, set: object): object => ({
  $set: set,
  ...('version' in document && { $inc: { version: 1 } }),
});
