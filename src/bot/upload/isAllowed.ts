import { isIP } from 'node:net';
import type { DownloadLimits } from '../options.ts';

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

type Places = Pick<DownloadLimits, 'allowedHosts' | 'insecureLoopbackOrigin'>;

/** Whether a file may be fetched from here, put there or opened there: https on the default port of an allowed host, or exactly the sandbox's loopback origin. */
export function isAllowed(url: URL, limits: Places): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (loopbackHosts.has(url.hostname)) return isSandbox(url, limits);
  if (url.protocol !== 'https:' || url.port !== '' || isAddress(url.hostname)) return false;
  return limits.allowedHosts.some((allowed) => matches(url.hostname, allowed.toLowerCase()));
}

/** Whether a link leads to the sandbox on this machine. */
export function isSandbox(url: URL, { insecureLoopbackOrigin }: Pick<Places, 'insecureLoopbackOrigin'>): boolean {
  return url.origin === insecureLoopbackOrigin;
}

/** A link that Teams gave, where it leads to an allowed place: anything else is neither followed nor shown. */
export function allowedLink(link: string, limits: Places): URL | undefined {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  return url !== undefined && isAllowed(url, limits) ? url : undefined;
}

/** The host of a link, to be named in a refusal; empty for what is no web address. */
export function hostOf(link: string): string {
  return URL.canParse(link) ? new URL(link).host : '';
}

function isAddress(hostname: string): boolean {
  return isIP(hostname) !== 0 || hostname.startsWith('[');
}

function matches(host: string, allowed: string): boolean {
  return allowed.startsWith('*.')
    ? host.endsWith(allowed.slice(1)) && host.length > allowed.length - 1
    : host === allowed;
}
