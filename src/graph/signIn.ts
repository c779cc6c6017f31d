import type { TokenCredential } from '@azure/identity';
import { ServiceError } from '../registration/ports/serviceError.ts';

/** Gives tokens for Microsoft Graph. */
export interface SignIn {
  /** A token, the one in use where it is still good. With `claims`, a new one that meets them. Rejects with `ServiceError`. */
  token(signal: AbortSignal, claims?: string): Promise<string>;
}

/** The code of a sign-in that nobody answered. */
export const signInUnavailable = 'signInUnavailable';

/**
 * What says that the credential itself is no good: an OAuth error (RFC 6749, section 5.2), one of Entra's own codes, or a credential that
 * cannot be read on this machine. Everything else MSAL throws (`network_error`, `Response had no "expiresOn" property`) means that Entra, or something in front of
 * it, did not give an answer that can be used.
 */
const refused =
  /\b(invalid_(client|grant|request|scope|resource|instance)|unauthorized_client|unsupported_grant_type|access_denied|AADSTS\d+)\b|ENOENT|EACCES|PEM|no managed identity/i;
/** Entra is busy (https://learn.microsoft.com/entra/identity-platform/reference-error-codes). */
const passing = /\b(temporarily_unavailable|server_error|AADSTS(90033|90055|50196))\b/i;

/** Signs in with a credential. */
export function createSignIn(credential: TokenCredential, scope: string): SignIn {
  return {
    async token(signal, claims) {
      const aborted = whenAborted(signal);
      try {
        const options = { abortSignal: signal, ...(claims === undefined ? {} : { claims }) };
        const answer = await Promise.race([credential.getToken(scope, options), aborted.promise]);
        if (typeof answer?.token === 'string' && answer.token !== '') return answer.token;
        throw new Error('there is no token in the answer');
      } catch (error) {
        throw signInError(error);
      } finally {
        aborted.forget();
      }
    },
  };
}

function signInError(thrown: unknown): ServiceError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const name = thrown instanceof Error ? thrown.name : '';
  const isRefusal = (refused.test(message) || name === 'ClientConfigurationError') && !passing.test(message);
  return new ServiceError(`Preflight could not sign in to Microsoft Graph (${message})`, {
    kind: isRefusal ? 'forbidden' : 'unavailable',
    status: 0,
    code: isRefusal ? name : signInUnavailable,
    outcome: 'none',
    cause: thrown,
  });
}

/** MSAL does not mind the signal everywhere. */
function whenAborted(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  let forget: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    forget = () => signal.removeEventListener('abort', abort);
  });
  promise.catch(() => undefined);
  return { promise, forget };
}

/**
 * What a token must meet after a 401: what the answer asks for (a claims challenge, base64 in WWW-Authenticate), else to be issued from now
 * on, which is what a challenge after a revocation asks (https://learn.microsoft.com/entra/identity-platform/claims-challenge). Claims make
 * MSAL pass its cache by.
 */
export function claimsAfter(headers: Headers, now: number): string {
  const challenge = /claims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1];
  const asked = challenge === undefined ? '' : Buffer.from(challenge, 'base64').toString('utf8');
  if (isJson(asked)) return asked;
  const value = String(Math.floor(now / 1_000) - 60);
  return JSON.stringify({ access_token: { nbf: { essential: true, value } } });
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
