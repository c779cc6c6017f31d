import type { IncomingHttpHeaders } from 'node:http';

/** Names of this machine itself, with a port or without. */
const loopbackName = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request was addressed to this machine by one of its loopback names, and comes from no page of anywhere else. A page of a foreign site whose
 * name resolves to 127.0.0.1 (DNS rebinding, https://en.wikipedia.org/wiki/DNS_rebinding) says its own name in `Host`, and in `Origin` where it sends one.
 */
export function isLoopbackCaller({ host, origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>): boolean {
  return isLoopbackName(host) && (origin === undefined || isLoopbackOrigin(origin));
}

function isLoopbackName(host: string | undefined): boolean {
  return host !== undefined && loopbackName.test(host);
}

/** `null`, which sandboxed frames and files send, is nobody's. */
function isLoopbackOrigin(origin: string): boolean {
  const host = /^https?:\/\/([^/?#@\\]+)$/i.exec(origin)?.[1];
  return isLoopbackName(host);
}

/** What such a caller is told instead, as JSON. */
export const notLoopback = {
  error: {
    code: 'notLoopback',
    message: 'The sandbox answers to localhost and 127.0.0.1 only. Open it under one of these names.',
  },
} as const;
