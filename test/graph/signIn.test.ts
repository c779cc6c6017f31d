import assert from 'node:assert/strict';
import { createSignIn } from '../../src/graph/signIn.ts';
import { ServiceError, type ServiceErrorKind } from '../../src/registration/ports/serviceError.ts';

/** What @azure/identity 4.13 says of answers of a token endpoint, as it was measured against one that gives them. */
const said: [answer: string, name: string, message: string, kind: ServiceErrorKind][] = [
  [
    'a dropped connection, a cut or truncated body, HTML, 502',
    'AuthenticationRequiredError',
    'network_error: See https://aka.ms/msal.js.errors#network_error for details',
    'unavailable',
  ],
  [
    'the same to a managed identity',
    'CredentialUnavailableError',
    'ManagedIdentityCredential: Network unreachable. Message: network_error: See https://aka.ms/msal.js.errors#network_error for details',
    'unavailable',
  ],
  ['{}, nulls as fields, 429', 'AuthenticationRequiredError', 'Response had no "expiresOn" property.', 'unavailable'],
  [
    'null or nothing',
    'CredentialUnavailableError',
    "ManagedIdentityCredential: Authentication failed. Message Cannot read properties of null (reading 'expires_on')",
    'unavailable',
  ],
  [
    'an error of Entra that passes',
    'AuthenticationRequiredError',
    'temporarily_unavailable: Error(s): Not Available - Description: AADSTS90033: A transient error',
    'unavailable',
  ],
  [
    'a refusal of the secret',
    'AuthenticationRequiredError',
    'invalid_client: Error(s): 7000215 - Description: AADSTS7000215: Invalid client secret provided',
    'forbidden',
  ],
  ['a certificate that is not there', 'Error', "ENOENT: no such file or directory, open 'x.pem'", 'forbidden'],
];

describe('signing in to Microsoft Graph', () => {
  const never = new AbortController().signal;
  for (const [answer, name, message, kind] of said) {
    it(`takes ${answer} for ${kind}`, async () => {
      const thrown = Object.assign(new Error(message), { name });
      const signIn = createSignIn({ getToken: () => Promise.reject(thrown) }, 'scope');
      await assert.rejects(
        signIn.token(never),
        (error) => error instanceof ServiceError && error.kind === kind && error.outcome === 'none',
      );
    });
  }

  it('takes an answer without a token for none', async () => {
    for (const answer of [null, { token: '', expiresOnTimestamp: 0 }]) {
      const signIn = createSignIn({ getToken: () => Promise.resolve(answer) }, 'scope');
      await assert.rejects(
        signIn.token(never),
        (error) => error instanceof ServiceError && error.kind === 'unavailable',
      );
    }
  });

  it('ends when its time is over, whatever the library does', async () => {
    const signIn = createSignIn({ getToken: () => new Promise(() => undefined) }, 'scope');
    await assert.rejects(
      signIn.token(AbortSignal.timeout(20)),
      (error) => error instanceof ServiceError && error.kind === 'unavailable',
    );
  });
});
