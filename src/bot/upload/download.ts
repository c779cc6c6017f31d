import { fetch, type Response } from 'undici';
import type { DownloadLimits } from '../options.ts';
import { isAllowed } from './isAllowed.ts';
import { dispatcherFor, PrivateAddressError } from './publicHosts.ts';
import { readLimited } from './readLimited.ts';
import { asksToSignIn, isSignInHost } from './signInPlaces.ts';
import { webPageInstead } from './webPage.ts';

/** Hops a download may be sent on; SharePoint needs one at most. */
const maxRedirects = 3;

/** The bytes of a file, or why they were not fetched. */
export type Download =
  | { kind: 'ok'; bytes: Uint8Array }
  /** Not https, a host nobody allowed, or one inside a network; `host` is where the link or a redirect led. */
  | { kind: 'elsewhere'; host: string }
  | { kind: 'tooLarge'; maxBytes: number }
  | { kind: 'timeout' }
  /** A redirect to a page that asks to sign in, or such a page. */
  | { kind: 'signIn' }
  /** A web page that is nobody's list of devices. */
  | { kind: 'page' }
  /** 404 and 410: the link has expired, or the file is gone. */
  | { kind: 'expired'; status: number }
  /** 423, 429 and the like: the file is locked or its place is busy, which passes. */
  | { kind: 'busy'; status: number }
  /** 401 and 403, which say neither whether the link has expired nor whether it asks to sign in; other statuses that nobody expects. */
  | { kind: 'refused'; status: number }
  | { kind: 'unreachable' };

const busy: ReadonlySet<number> = new Set([408, 409, 423, 425, 429, 500, 502, 503, 504, 509]);

/**
 * Fetches a file that somebody sent, from a link that Teams has signed: only from allowed hosts with public addresses, through every redirect,
 * without any token of the bot, up to a size and a time.
 */
export async function download(link: string, limits: DownloadLimits): Promise<Download> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let url = parseUrl(link);
  try {
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      if (url !== undefined && (hop > 0 ? asksToSignIn : isSignInHost)(url)) return { kind: 'signIn' };
      if (url === undefined || !isAllowed(url, limits)) return { kind: 'elsewhere', host: url?.host ?? '' };
      const dispatcher = dispatcherFor(url, limits);
      const response = await fetch(url, { redirect: 'manual', credentials: 'omit', signal, dispatcher });
      if (response.status < 300 || response.status > 399) return await readResponse(response, limits.maxBytes);
      await response.body?.cancel();
      url = parseUrl(response.headers.get('location') ?? '', url);
    }
    return { kind: 'refused', status: 310 };
  } catch (error) {
    if (isPrivate(error)) return { kind: 'elsewhere', host: url?.host ?? '' };
    return { kind: signal.aborted ? 'timeout' : 'unreachable' };
  }
}

/** Whether a request failed because its host is inside a network. */
export function isPrivate(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof PrivateAddressError;
}

async function readResponse(response: Response, maxBytes: number): Promise<Download> {
  if (!response.ok) {
    await response.body?.cancel();
    return refusal(response.status);
  }
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxBytes) {
    await response.body?.cancel();
    return { kind: 'tooLarge', maxBytes };
  }
  const bytes = await readLimited(response.body, maxBytes);
  if (bytes === undefined) return { kind: 'tooLarge', maxBytes };
  const instead = webPageInstead(bytes);
  return instead === undefined ? { kind: 'ok', bytes } : { kind: instead };
}

function refusal(status: number): Download {
  if (status === 404 || status === 410) return { kind: 'expired', status };
  return { kind: busy.has(status) ? 'busy' : 'refused', status };
}

function parseUrl(link: string, base?: URL): URL | undefined {
  return URL.canParse(link, base?.href) ? new URL(link, base) : undefined;
}
