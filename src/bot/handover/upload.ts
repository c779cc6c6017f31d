import { fetch } from 'undici';
import type { DownloadLimits } from '../options.ts';
import { isPrivate } from '../upload/download.ts';
import { allowedLink, hostOf } from '../upload/isAllowed.ts';
import { dispatcherFor } from '../upload/publicHosts.ts';

/** What became of putting a file somewhere. */
export type Uploading =
  | { kind: 'ok' }
  /** Not https, a host nobody allowed, or one inside a network. */
  | { kind: 'elsewhere'; host: string }
  | { kind: 'timeout' }
  /** The link has expired or was used. */
  | { kind: 'refused'; status: number }
  | { kind: 'unreachable' };

/**
 * Puts a whole file where Teams said: one PUT with its range, without any token of the bot, to allowed hosts only, and nowhere else whatever
 * the host answers (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#upload-the-file).
 */
export async function upload(link: string, bytes: Uint8Array, limits: DownloadLimits): Promise<Uploading> {
  const url = allowedLink(link, limits);
  if (url === undefined) return { kind: 'elsewhere', host: hostOf(link) };
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
      },
      body: Buffer.from(bytes),
      redirect: 'manual',
      credentials: 'omit',
      signal,
      dispatcher: dispatcherFor(url, limits),
    });
    await response.body?.cancel();
    // 202 would say that parts of the file are still missing.
    const isDone = response.status === 200 || response.status === 201;
    return isDone ? { kind: 'ok' } : { kind: 'refused', status: response.status };
  } catch (error) {
    if (isPrivate(error)) return { kind: 'elsewhere', host: url.host };
    return { kind: signal.aborted ? 'timeout' : 'unreachable' };
  }
}
