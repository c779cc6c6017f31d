import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Listening, listen } from '../../support/listen.ts';

/** Issues tokens as the Bot Framework does, and tokens that only look like it. */
export interface IdentityProvider extends Listening {
  openIdMetadataUrl: string;
  /** A token signed with the published key; `header` and `claims` overwrite what a good one has. */
  token(claims?: JWTPayload, header?: { kid?: string; key?: 'published' | 'forged' | 'endorsed' }): Promise<string>;
  /** Answers the metadata with 500 from now on. */
  breakDown(): void;
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
  const published = { keys: [await jwk('published', {}), await jwk('endorsed', { endorsements: ['webchat'] })] };
  let broken = false;
  const server = await listen((request, response) => {
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
    breakDown: () => {
      broken = true;
    },
    token: (claims = {}, { kid, key = 'published' } = {}) => {
      const seconds = Math.floor(Date.now() / 1000);
      const payload = {
        iss: 'https://api.botframework.com',
        aud: appId,
        serviceurl: serviceUrl,
        nbf: seconds - 60,
        exp: seconds + 3_600,
        ...claims,
      };
      const good = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
      return new SignJWT(good)
        .setProtectedHeader({ alg: 'RS256', kid: kid ?? (key === 'forged' ? 'published' : key) })
        .sign(keys[key].privateKey);
    },
  };
}
