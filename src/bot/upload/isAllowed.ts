import type { DownloadLimits } from '../options.ts';

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether a file may be fetched from here: https on the default port of an allowed host, or exactly the sandbox's loopback origin. */
export function isAllowed(url: URL, limits: Pick<DownloadLimits, 'allowedHosts' | 'insecureLoopbackOrigin'>): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (loopbackHosts.has(url.hostname)) return url.origin === limits.insecureLoopbackOrigin;
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return limits.allowedHosts.some((allowed) => matches(url.hostname, allowed.toLowerCase()));
}

function matches(host: string, allowed: string): boolean {
  return allowed.startsWith('*.')
    ? host.endsWith(allowed.slice(1)) && host.length > allowed.length - 1
    : host === allowed;
}
