import { fetch, type Response } from 'undici';
import type { DownloadLimits } from '../options.ts';
import { isAllowed } from './isAllowed.ts';
import { dispatcherFor, PrivateAddressError } from './publicHosts.ts';
import { readLimited } from './readLimited.ts';

/** Hops a download may be sent on; SharePoint needs one at most. */
const maxRedirects = 3;

/** The bytes of a file, or why they were not fetched. */
export type Download =
  | { kind: 'ok'; bytes: Uint8Array }
  /** Not https, a host nobody allowed, or one inside a network; `host` is where the link or a redirect led. */
  | { kind: 'elsewhere'; host: string }
  | { kind: 'tooLarge'; maxBytes: number }
  | { kind: 'timeout' }
  /** The link has expired or was never good. */
  | { kind: 'refused'; status: number }
  | { kind: 'unreachable' };

/**
 * Fetches a file that somebody sent, from a link that Teams has signed: only from allowed hosts with public addresses, through every redirect,
 * without any token of the bot, up to a size and a time.
 */
export async function download(link: string, limits: DownloadLimits): Promise<Download> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let url = parseUrl(link);
  try {
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
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
    return { kind: 'refused', status: response.status };
  }
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxBytes) {
    await response.body?.cancel();
    return { kind: 'tooLarge', maxBytes };
  }
  const bytes = await readLimited(response.body, maxBytes);
  return bytes === undefined ? { kind: 'tooLarge', maxBytes } : { kind: 'ok', bytes };
}

function parseUrl(link: string, base?: URL): URL | undefined {
  return URL.canParse(link, base?.href) ? new URL(link, base) : undefined;
}
