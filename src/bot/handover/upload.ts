import type { DownloadLimits } from '../options.ts';
import { isAllowed } from '../upload/isAllowed.ts';

/** What became of putting a file somewhere. */
export type Uploading =
  | { kind: 'ok' }
  /** Not https, or a host nobody allowed. */
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
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url === undefined || !isAllowed(url, limits)) return { kind: 'elsewhere', host: url?.host ?? '' };
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
    });
    await response.body?.cancel();
    // 202 would say that parts of the file are still missing.
    const isDone = response.status === 200 || response.status === 201;
    return isDone ? { kind: 'ok' } : { kind: 'refused', status: response.status };
  } catch {
    return { kind: signal.aborted ? 'timeout' : 'unreachable' };
  }
}
