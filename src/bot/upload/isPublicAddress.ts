import ipaddr from 'ipaddr.js';

/**
 * Whether an address is one of the public internet: not of this machine, a private network, the link, a provider's inside or anything else
 * reserved (https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry). An IPv4 address inside an IPv6 one
 * counts as itself.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast';
  const bytes = parsed.toByteArray();
  // What translates for hosts without IPv4 (RFC 6052): the address it stands for is looked at.
  if (parsed.match(translated)) return isPublicAddress(bytes.slice(12).join('.'));
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0);
  return !isCompatible && parsed.range() === 'unicast';
}

const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
