/** Characters that are looked at to tell what a page is. */
const lookedAt = 512 * 1024;
const pageBegins = ['<!doctype html', '<html', '<head', '<body'];
/** A hardware hash at its beginning: base64 of `OA3` and a length. */
const hash = /(?:^|[^A-Za-z0-9+/=])T0[E-H][A-Za-z0-9+/]{40}/;
const signInWords = [
  'sign in',
  'sign-in',
  'signin',
  'log in',
  'loginfmt',
  'type="password"',
  'login.microsoftonline.',
  'login.live.com',
  'samlrequest',
  '/common/login',
  'anmelden',
];

/**
 * What somebody's link gave instead of a file, where that is a web page: one that asks to sign in (Teams on iPhone, Microsoft-Teams-Samples
 * #1314), or any other. `undefined` for everything else, pages that hold hardware hashes included: those are somebody's list.
 */
export function webPageInstead(bytes: Uint8Array): 'signIn' | 'page' | undefined {
  // Latin-1 without zeros reads UTF-8 and both kinds of UTF-16 as far as tags and base64 go.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, lookedAt))
    .toString('latin1')
    .replaceAll('\0', '');
  const lower = text.toLowerCase();
  const beginning = lower.slice(0, 2_000);
  if (
    !beginning.replace(/^[\s\u00ef\u00bb\u00bf\u00fe\u00ff]{0,20}/, '').startsWith('<') ||
    !pageBegins.some((tag) => beginning.includes(tag))
  )
    return undefined;
  if (hash.test(text) || lower.includes('hardware hash')) return undefined;
  return signInWords.some((word) => lower.includes(word)) ? 'signIn' : 'page';
}
