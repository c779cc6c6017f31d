import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** `true` for an address in one of these ranges, `20.20.32.0/19`; of anything when there are none. Throws for a range that is none: the configuration was checked before. */
export function allowedSources(ranges: readonly string[]): (address: string) => boolean {
  if (ranges.length === 0) return () => true;
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', length] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(length ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (given) => {
    // A socket for both families shows IPv4 addresses this way.
    const address = given.replace(/^::ffff:(?=\d+\.)/i, '');
    if (isIPv4(address)) return list.check(address, 'ipv4');
    return isIPv6(address) && list.check(address, 'ipv6');
  };
}
