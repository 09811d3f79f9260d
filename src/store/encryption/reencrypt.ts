import type { mongo } from 'mongoose';
import { type CardVault, isOutdated } from './card-vault';

/** Documents with sealed members: `gatewayRef`, or `work.gatewayRef` for those in a list. */
type Sealed = mongo.Collection<{ _id: string }>;

/**
 * Seals again, with the vault's first key and for its document, everything that was sealed otherwise. Safe to repeat, and
 * while processes run that know both keys: a document that changes meanwhile is read again. Returns the number of changed
 * documents.
 */
export const reencrypt = async (documents: Sealed, vault: CardVault): Promise<number> => {
  let resealed = 0;
  for await (const document of documents.find()) {
    const change = renewed(document, (text) => reseal(text, document._id, vault));
    const set = Object.fromEntries(
      Object.entries(change).filter(([name, value]) => value !== memberOf(document, name)),
    );
    if (Object.keys(set).length === 0) continue;
    const { matchedCount } = await documents.updateOne(unchanged(document, set), withNextVersion(document, set));
    resealed += matchedCount;
  }
  return resealed;
};

/** Whether a document has data that a key has sealed. Reads them all. */
export const isKeyUsed = async (documents: Sealed, keyId: string): Promise<boolean> => {
  for await (const document of documents.find())
    if (['v1', 'v2'].some((version) => JSON.stringify(document).includes(`"${version}.${keyId}.`))) return true;
  return false;
};

const memberOf = (document: object, name: string): unknown => (document as Record<string, unknown>)[name];

const reseal = (text: string, documentId: string, vault: CardVault): string =>
  isOutdated(text, vault) ? vault.seal(vault.open(text, documentId), documentId) : text;

type Reseal = (text: string) => string;

/** Seals every outdated envelope again; members without one keep their identity. */
const renewed = (value: object, resealText: Reseal): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renewedMember(member, resealText)]));

const renewedMember = (member: unknown, resealText: Reseal): unknown => {
  if (typeof member === 'string') return resealText(member);
  if (!Array.isArray(member)) return member;
  const list = member.map((one) => (isPlain(one) ? withSame(one, renewed(one, resealText)) : one));
  return list.every((one, at) => one === member[at]) ? member : list;
};

const isPlain = (value: unknown): value is object =>
  value !== null && Object.getPrototypeOf(value) === Object.prototype;

const withSame = (before: object, after: Record<string, unknown>): object =>
  Object.entries(before).every(([name, member]) => after[name] === member) ? before : after;

/** Matches the document as it was read: by its version, or without one, by its envelopes. */
const unchanged = (document: object, set: object): object => ({
  _id: memberOf(document, '_id'),
  ...('version' in document
    ? { version: document.version }
    : Object.fromEntries(Object.keys(set).map((name) => [name, memberOf(document, name)]))),
});

/** Makes a new version, so that no process writes envelopes from its cache. */
const withNextVersion = (document: object, set: object): object => ({
  $set: set,
  ...('version' in document && { $inc: { version: 1 } }),
});
