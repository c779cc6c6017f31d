/** What a token of the Bot Framework must say of itself. */
export interface ExpectedClaims {
  issuer: string;
  /** Application (client) id of the bot, in lower case. */
  appId: string;
  isAllowedServiceUrl(url: unknown): url is string;
}

/** A token that says what it should. Nobody has looked at its signature yet. */
export interface UnverifiedToken {
  /** As it came: header, claims and signature in base64url. */
  compact: string;
  keyId: string;
  /** The connector that this token lets speak, as its claim spells it. */
  serviceUrl: string;
}

/** Why a token is not believed, without its signature. */
export type TokenRefusal =
  | 'noToken'
  | 'malformedToken'
  | 'algorithm'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'notYetValid'
  | 'serviceUrl'
  | 'serviceUrlHost';

/** Tokens of the Bot Framework have some 1,000 characters. */
const longestToken = 4_096;
const longestHeader = 1_024;
const longestKeyId = 128;

/** Seconds that two clocks may differ by (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication, connector to bot). */
const skew = 5 * 60;

/** Signatures of RS256: RSA keys of 2048 to 8192 bits. */
const compactToken = /^Bearer +(([\w-]+)\.([\w-]+)\.[\w-]{342,1366})$/i;

/**
 * Reads the `Authorization` header, every line of that name, and holds what the token says of itself against what it must say. `now` is in seconds since 1970 UTC.
 * Costs no more than parsing a few kilobytes, whatever is sent.
 */
export function readBearerToken(
  authorization: readonly string[] | undefined,
  expected: ExpectedClaims,
  now: number,
): UnverifiedToken | TokenRefusal {
  const [value = '', ...others] = authorization ?? [];
  if (value === '') return 'noToken';
  if (others.length > 0 || value.length > longestToken) return 'malformedToken';
  const [, compact, header = '', claims = ''] = compactToken.exec(value) ?? [];
  if (compact === undefined) return /^Bearer\b/i.test(value) ? 'malformedToken' : 'noToken';
  const head = header.length > longestHeader ? undefined : readSegment(header);
  const body = readSegment(claims);
  if (head === undefined || body === undefined) return 'malformedToken';
  if (head['alg'] !== 'RS256') return 'algorithm';
  const keyId = keyIdOf(head);
  if (keyId === undefined) return 'malformedToken';
  const refusal = judgeClaims(body, expected, now);
  if (refusal !== undefined) return refusal;
  return { compact, keyId, serviceUrl: String(body['serviceurl']) };
}

type Segment = Record<string, unknown>;

/** A part of the token as the object it must be. */
function readSegment(text: string): Segment | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Segment) : undefined;
  } catch {
    return undefined;
  }
}

/** No header of these asks for something that would have to be understood (RFC 7515 4.1.11, RFC 7516 4.1). */
function keyIdOf({ kid, typ, crit, b64, enc, zip }: Segment): string | undefined {
  if (crit !== undefined || b64 !== undefined || enc !== undefined || zip !== undefined) return undefined;
  if (typ !== undefined && !(typeof typ === 'string' && /^(at\+)?jwt$/i.test(typ))) return undefined;
  return typeof kid === 'string' && kid !== '' && kid.length <= longestKeyId ? kid : undefined;
}

function judgeClaims(
  { iss, aud, exp, nbf, serviceurl }: Segment,
  { issuer, appId, isAllowedServiceUrl }: ExpectedClaims,
  now: number,
): TokenRefusal | undefined {
  if (iss !== issuer) return 'issuer';
  if (typeof aud !== 'string' || aud.toLowerCase() !== appId) return 'audience';
  if (!isTime(exp) || !isTime(nbf)) return 'malformedToken';
  if (exp + skew <= now) return 'expired';
  if (nbf - skew > now) return 'notYetValid';
  if (typeof serviceurl !== 'string' || serviceurl === '') return 'serviceUrl';
  return isAllowedServiceUrl(serviceurl) ? undefined : 'serviceUrlHost';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
