import { createHash } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { isUuid } from '../domain/ids';
import type { Caller } from '../ports/request';
import { HttpProblem } from './problem-details';

interface TokenRules {
  issuer: string;
  audience: string;
  /** Where the keys are; without it the local key counts. */
  jwksUrl: string | undefined;
  publicJwk: JWK;
}

/** Reads who asks from an `Authorization` header. @throws HttpProblem `unauthenticated` */
export type Authenticate = (header: string | undefined) => Promise<Caller>;

const algorithms = ['ES256', 'RS256', 'EdDSA'];
const verifiedMax = 10_000;
const roles = new Set(['user', 'admin', 'service'] as const);
type Role = 'user' | 'admin' | 'service';

/** Verifies bearer tokens (RFC 6750, 8725); a verified one is known by its hash until it expires. */
export const createAuthenticator = ({ issuer, audience, jwksUrl, publicJwk }: TokenRules): Authenticate => {
  const keys: JWTVerifyGetKey =
    jwksUrl === undefined ? createLocalJWKSet({ keys: [publicJwk] }) : createRemoteJWKSet(new URL(jwksUrl));
  const verified = new LRUCache<string, { caller: Caller; expiresAt: number }>({ max: verifiedMax });

  return async (header) => {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) throw unauthenticated('There is no bearer token', 'Bearer');
    const hash = createHash('sha256').update(token).digest('base64');
    const known = verified.get(hash);
    if (known && known.expiresAt > Date.now()) return known.caller;

    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      issuer,
      audience,
      requiredClaims: ['exp', 'sub'],
    }).catch((cause: unknown) => {
      throw unauthenticated(cause instanceof Error ? cause.message : 'The token is not valid');
    });
    const caller = callerOf(payload);
    verified.set(hash, { caller, expiresAt: Number(payload.exp) * 1000 });
    return caller;
  };
};

const callerOf = ({ sub = '', roles: claimed, exp }: JWTPayload): Caller => {
  // A claim may be anything, and a list of one id reads like the id.
  if (typeof sub !== 'string' || !isUuid(sub)) throw unauthenticated('The subject of the token is no user id');
  const named = Array.isArray(claimed) ? claimed.filter((role): role is Role => roles.has(role)) : [];
  return { userId: sub, roles: new Set(named), expiresAt: new Date(Number(exp) * 1000) };
};

/** RFC 6750: the challenge names an error only when there was a token. */
const unauthenticated = (message: string, challenge = 'Bearer error="invalid_token"') =>
  new HttpProblem('unauthenticated', message, {}, { 'WWW-Authenticate': challenge });
