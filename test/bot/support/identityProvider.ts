import { KeyObject, sign } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Listening, listen } from '../../support/listen.ts';

/** Issues tokens as the Bot Framework does, and tokens that only look like it. */
export interface IdentityProvider extends Listening {
  openIdMetadataUrl: string;
  /** A token signed with the published key; `header` and `claims` overwrite what a good one has. */
  token(claims?: JWTPayload, header?: { kid?: string; key?: 'published' | 'forged' | 'endorsed' }): Promise<string>;
  /** A token signed with the published key over any two texts, JSON or not. */
  signed(header: string, claims: string): string;
  /** Publishes one more key under this id from now on, and resolves with a token that it signed. */
  rotate(kid: string): Promise<string>;
  /** Documents of keys that were fetched so far. */
  fetched(): number;
  /** Answers the metadata with 500 from now on, or as before again. */
  breakDown(isBroken?: boolean): void;
}

/** Starts an identity provider; the SDK keeps keys per metadata URL, so each has its own. */
export async function startIdentityProvider(appId: string, serviceUrl: string): Promise<IdentityProvider> {
  const keys = {
    published: await generateKeyPair('RS256', { extractable: true }),
    forged: await generateKeyPair('RS256', { extractable: true }),
    endorsed: await generateKeyPair('RS256', { extractable: true }),
  };
  const jwk = async (name: 'published' | 'endorsed', more: object) => ({
    ...(await exportJWK(keys[name].publicKey)),
    kid: name,
    use: 'sig',
    alg: 'RS256',
    ...more,
  });
  const published: { keys: object[] } = {
    keys: [await jwk('published', {}), await jwk('endorsed', { endorsements: ['webchat'] })],
  };
  let broken = false;
  let fetched = 0;
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const server = await listen((request, response) => {
    if (request.url === '/keys') fetched += 1;
    if (broken) return void response.writeHead(500).end();
    const body =
      request.url === '/keys'
        ? published
        : { issuer: 'https://api.botframework.com', jwks_uri: `${server.origin}/keys` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  return {
    ...server,
    openIdMetadataUrl: `${server.origin}/openid`,
    fetched: () => fetched,
    breakDown: (isBroken = true) => {
      broken = isBroken;
    },
    signed(header, claims) {
      const text = `${encode(header)}.${encode(claims)}`;
      return `${text}.${sign('RSA-SHA256', Buffer.from(text), KeyObject.from(keys.published.privateKey)).toString('base64url')}`;
    },
    async rotate(kid) {
      const pair = await generateKeyPair('RS256', { extractable: true });
      published.keys.push({ ...(await exportJWK(pair.publicKey)), kid, use: 'sig', endorsements: ['msteams'] });
      return new SignJWT(goodClaims(appId, serviceUrl)).setProtectedHeader({ alg: 'RS256', kid }).sign(pair.privateKey);
    },
    token: (claims = {}, { kid, key = 'published' } = {}) => {
      const payload = { ...goodClaims(appId, serviceUrl), ...claims };
      const good = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
      return new SignJWT(good)
        .setProtectedHeader({ alg: 'RS256', kid: kid ?? (key === 'forged' ? 'published' : key) })
        .sign(keys[key].privateKey);
    },
  };
}

/** What the Bot Framework says to this bot. */
export function goodClaims(appId: string, serviceUrl: string) {
  const seconds = Math.floor(Date.now() / 1000);
  return {
    iss: 'https://api.botframework.com',
    aud: appId,
    serviceurl: serviceUrl,
    nbf: seconds - 60,
    exp: seconds + 3_600,
  };
}
