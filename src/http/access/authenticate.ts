import { createHash } from 'node:crypto';
import { createLocalJWKSet, errors, type JWK, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { isUuid } from '../../domain/ids';
import type { Caller } from '../../ports/request';
import { HttpProblem } from '../problem-details';
import { createTokenKeys } from './token-keys';

interface TokenRules {
  issuer: string;
  audience: string;
  /** The address of the issuer's keys; without it, the local key counts. */
  jwksUrl: string | undefined;
  publicJwk: JWK;
  onFailure: (dependency: string) => void;
}

/**
 * Returns the caller that an `Authorization` header identifies.
 * @throws HttpProblem `unauthenticated`
 * @throws Unavailable `token-keys`
 */
export type Authenticate = (header: string | undefined) => Promise<Caller>;

const algorithms = ['ES256', 'RS256', 'EdDSA'];
const clockToleranceSeconds = 10;
const verifiedMax = 10_000;
/** A verified token is verified again after this time, because its key may be gone. */
const verifiedMs = 5 * 60_000;
const roles = new Set(['user', 'admin', 'service'] as const);
type Role = 'user' | 'admin' | 'service';

/** Creates the verification of bearer tokens (RFC 6750, 8725). A verified token is remembered by its hash. */
export const createAuthenticator = ({ issuer, audience, jwksUrl, publicJwk, onFailure }: TokenRules): Authenticate => {
  const verified = new LRUCache<string, Caller>({ max: verifiedMax, ttl: verifiedMs });
  const keys =
    jwksUrl === undefined
      ? createLocalJWKSet({ keys: [publicJwk] })
      : createTokenKeys({ url: jwksUrl, onChange: () => verified.clear(), onFailure });
  const rules = { algorithms, issuer, audience, requiredClaims: ['exp', 'sub'], clockTolerance: clockToleranceSeconds };

  return async (header) => {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) throw unauthenticated('The request has no bearer token', 'Bearer');
    const hash = createHash('sha256').update(token).digest('base64');
    const known = verified.get(hash);
    if (known) return known;

    const { payload } = await jwtVerify(token, keys, rules).catch(rejectToken);
    const caller = toCaller(payload);
    verified.set(hash, caller, { ttl: Math.min(verifiedMs, Math.max(Number(payload.exp) * 1000 - Date.now(), 1)) });
    return caller;
  };
};

const rejectToken = (cause: unknown): JWTVerifyResult => {
  if (!(cause instanceof errors.JOSEError)) throw cause;
  throw unauthenticated(reasonOf(cause));
};

const reasonOf = (error: errors.JOSEError): string => {
  if (error instanceof errors.JWTExpired) return 'The token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The claim ${error.claim} of the token is missing or not accepted`;
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return 'The token is not signed by a key of the issuer';
  return 'The token is not valid';
};

const toCaller = ({ sub = '', roles: claimed, exp, iat = 0 }: JWTPayload): Caller => {
  // A claim may be anything, and a list of one id reads like the id.
  const userId = typeof sub === 'string' ? sub.toLowerCase() : '';
  if (!isUuid(userId)) throw unauthenticated('The claim sub of the token must be the UUID of a user');
  if (iat > Date.now() / 1000 + clockToleranceSeconds) throw unauthenticated('The token was issued in the future');
  const named = Array.isArray(claimed) ? claimed.filter((role): role is Role => roles.has(role)) : [];
  return { userId, roles: new Set(named), expiresAt: new Date(Number(exp) * 1000) };
};

/** The challenge names an error only if there was a token (RFC 6750). */
const unauthenticated = (message: string, challenge = 'Bearer error="invalid_token"') =>
  new HttpProblem('unauthenticated', message, {}, { 'WWW-Authenticate': challenge });
