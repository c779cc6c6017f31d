import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import type { DownloadLimits } from '../options.ts';
import { isSandbox } from './isAllowed.ts';
import { isPublicAddress } from './isPublicAddress.ts';
import type { LookupAll } from './lookupAll.ts';

/** An allowed name resolved to an address inside a network; nobody was connected to. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/** How to reach a place: the sandbox's own origin as it is, any other host only by public addresses. */
export function dispatcherFor(url: URL, limits: DownloadLimits): Dispatcher {
  if (isSandbox(url, limits)) return loopback;
  const { lookup = systemLookup } = limits;
  const agent = agents.get(lookup) ?? new Agent({ connect: { lookup: publicLookup(lookup) } });
  agents.set(lookup, agent);
  return agent;
}

/**
 * A look-up for connections that fails where any of the addresses is not public. The connection is made to what it answers, so that a name
 * cannot resolve to another address between the check and the connection.
 */
export function publicLookup(lookup: LookupAll): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) return callback(error ?? new Error(`${hostname} has no address`), []);
      if (!addresses.every(({ address }) => isPublicAddress(address)))
        return callback(new PrivateAddressError(`${hostname} resolves to an address that is not public`), []);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

const loopback = new Agent();
const agents = new Map<LookupAll, Agent>();
