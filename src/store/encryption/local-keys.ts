import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** The secrets of a local installation, shared by its processes. */
export interface LocalKeys {
  jwt: { privateJwk: JWK; publicJwk: JWK };
  /** The first key seals; the others open what they sealed before. */
  encryption: { keyId: string; key: string }[];
  ops: { user: string; password: string };
}

/** Reads the local keys of a data folder and creates them on first use. Safe for several processes at once. */
export const readLocalKeys = async (dataDir: string): Promise<LocalKeys> => {
  const file = join(dataDir, 'keys', 'local-keys.json');
  const found = await read(file);
  if (found) return found;
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(await newKeys(), null, 2), { mode: 0o600 });
  // The first process to link wins; the others read its file.
  await link(mine, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(mine);
  const made = await read(file);
  if (!made) throw new Error(`The keys at ${file} cannot be read`);
  return made;
};

/** Adds a new encryption key as the first one and returns all of them. */
export const addEncryptionKey = async (dataDir: string): Promise<LocalKeys['encryption']> => {
  const keys = await readLocalKeys(dataDir);
  const encryption = [newEncryptionKey(), ...keys.encryption];
  const file = join(dataDir, 'keys', 'local-keys.json');
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify({ ...keys, encryption }, null, 2), { mode: 0o600 });
  await rename(mine, file);
  return encryption;
};

const read = async (file: string): Promise<LocalKeys | null> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LocalKeys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

const newEncryptionKey = () => ({ keyId: randomBytes(4).toString('hex'), key: randomBytes(32).toString('base64') });

const newKeys = async (): Promise<LocalKeys> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const named = { kid: randomUUID(), alg: 'ES256', use: 'sig' };
  return {
    jwt: {
      privateJwk: { ...(await exportJWK(privateKey)), ...named },
      publicJwk: { ...(await exportJWK(publicKey)), ...named },
    },
    encryption: [newEncryptionKey()],
    ops: { user: 'ops', password: randomBytes(18).toString('base64url') },
  };
};
