/** Names of the errors of `jsonwebtoken`, which the SDK passes on as they are and then answers with 500: a forged signature, for one. */
const tokenErrors: ReadonlySet<string> = new Set(['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError']);

/** Tells a bad token from keys that could not be fetched. Either way nobody is let in. */
export function authenticationFailure(error: unknown): 'unauthorized' | 'unavailable' {
  if (!(error instanceof Error)) return 'unavailable';
  if (tokenErrors.has(error.name)) return 'unauthorized';
  return 'statusCode' in error && error.statusCode === 401 ? 'unauthorized' : 'unavailable';
}
