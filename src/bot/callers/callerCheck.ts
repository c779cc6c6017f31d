import type { IncomingMessage } from 'node:http';
import { compactVerify } from 'jose';
import { type ExpectedClaims, readBearerToken, type TokenRefusal } from './bearerToken.ts';
import { KeysUnavailable, type SigningKeys } from './signingKeys.ts';

/** Who calls. */
export type Caller =
  /** The Bot Framework, for the connector of this service URL. */
  | { kind: 'botFramework'; serviceUrl: string }
  /** Anybody: the sandbox asks nobody. */
  | { kind: 'anybody' };

/** A caller, or why there is none. */
export type CallerVerdict =
  | Caller
  | { kind: 'refused'; reason: TokenRefusal | 'unknownKey' | 'notEndorsed' | 'signature' }
  /** The keys to check with cannot be had. */
  | { kind: 'unavailable' };

/** Judges a request by its headers alone; its body has not been read. */
export type CallerCheck = (request: Pick<IncomingMessage, 'headersDistinct'>) => Promise<CallerVerdict>;

/** The only channel; keys that list channels must list it. */
const channel = 'msteams';

/** Believes everybody. */
export const anybody: CallerCheck = async () => ({ kind: 'anybody' });

/**
 * Believes whoever sends a token that the Bot Framework signed for this bot, and nobody else: no token of Entra, whoever's it is, no other bot and no emulator.
 * Signatures are looked at last, so that a token with a made-up issuer, audience or time costs nothing.
 */
export function createCallerCheck(expected: ExpectedClaims, keys: SigningKeys): CallerCheck {
  return async ({ headersDistinct }) => {
    const token = readBearerToken(headersDistinct['authorization'], expected, Date.now() / 1_000);
    if (typeof token === 'string') return { kind: 'refused', reason: token };
    try {
      const signing = await keys.find(token.keyId);
      if (signing === undefined) return { kind: 'refused', reason: 'unknownKey' };
      const { key, endorsements } = signing;
      if (endorsements !== undefined && !endorsements.includes(channel))
        return { kind: 'refused', reason: 'notEndorsed' };
      const isSigned = await compactVerify(token.compact, key, { algorithms: ['RS256'] }).then(
        () => true,
        () => false,
      );
      return isSigned
        ? { kind: 'botFramework', serviceUrl: token.serviceUrl }
        : { kind: 'refused', reason: 'signature' };
    } catch (error) {
      if (error instanceof KeysUnavailable) return { kind: 'unavailable' };
      throw error;
    }
  };
}
