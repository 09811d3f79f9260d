import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { Unavailable } from '../../domain/errors';

interface TokenKeysOptions {
  /** Where the token issuer publishes its keys (RFC 7517). */
  url: string;
  /** Called when the set of keys has changed, so that nothing stays verified by a key that is gone. */
  onChange: () => void;
  onFailure: (dependency: string) => void;
}

interface KeySet {
  text: string;
  find: JWTVerifyGetKey;
  fetchedAt: number;
}

/** How long keys are used without a look at the issuer, and how long while the issuer does not answer. */
const freshMs = 5 * 60_000;
const usableMs = 60 * 60_000;
/** The shortest time between two requests to the issuer, so that unknown keys and outages cost it and us little. */
const pauseMs = 5_000;
const timeoutMs = 3_000;
const bytesMax = 1024 * 1024;

/**
 * Finds the keys of a token issuer. A removed key stops counting within five minutes; an issuer that does not answer is
 * bridged for an hour with its last keys.
 * @throws Unavailable `token-keys` when there are no usable keys
 */
export const createTokenKeys = ({ url, onChange, onFailure }: TokenKeysOptions): JWTVerifyGetKey => {
  let keys: KeySet | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    triedAt = Date.now();
    try {
      const text = await fetchText(url);
      const find = createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
      if (text !== keys?.text) onChange();
      keys = { text, find, fetchedAt: Date.now() };
    } catch (cause) {
      onFailure('token-keys');
      if (!keys || Date.now() - keys.fetchedAt > usableMs) throw new Unavailable('token-keys', { cause });
    }
  };
  const reload = async (): Promise<void> => {
    if (Date.now() - triedAt < pauseMs && !loading) return;
    loading ??= load().finally(() => {
      loading = undefined;
    });
    await loading;
  };

  return async (header, token) => {
    if (!keys || Date.now() - keys.fetchedAt > freshMs) await reload();
    if (!keys || Date.now() - keys.fetchedAt > usableMs) throw new Unavailable('token-keys');
    try {
      return await keys.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await reload();
      return keys.find(header, token);
    }
  };
};

const fetchText = async (url: string): Promise<string> => {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(timeoutMs),
    headers: { accept: 'application/json' },
  });
  const text = await response.text();
  if (response.status !== 200 || text.length > bytesMax) throw new Error(`The key server answered ${response.status}`);
  return text;
};
