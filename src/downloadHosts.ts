import { parse } from 'tldts';

/** Where everybody's files are, those of other organisations too. */
export const everyTenants = '*.sharepoint.com';

const remedy =
  'Name your own hosts, for example contoso.sharepoint.com and contoso-my.sharepoint.com; *. is allowed below a name that somebody registered.';

/** The hosts of a list separated by commas, in lower case; what is wrong goes to `problems`. */
export function readDownloadHosts(list: string, problems: string[]): string[] {
  const hosts = list.split(',').map((host) => host.trim().toLowerCase());
  for (const host of new Set(hosts)) {
    const problem = problemOf(host);
    if (problem !== undefined)
      problems.push(
        `PREFLIGHT_DOWNLOAD_HOSTS names ${host === '' ? 'nothing between two commas' : host}: ${problem} ${remedy}`,
      );
  }
  return hosts;
}

/**
 * Why files may not come from a host: it is no whole name on the internet, or `*.` stands for hosts of people who have nothing to do with each
 * other. What can be registered is known from the Public Suffix List (https://publicsuffix.org), its private part included: anybody gets a
 * host below `github.io` or `blob.core.windows.net`.
 */
function problemOf(host: string): string | undefined {
  const isMany = host.startsWith('*.');
  const name = isMany ? host.slice(2) : host;
  if (name === '' || name.includes('*')) return 'it must be a whole host name.';
  const { domain, isIcann, isPrivate, isIp } = parse(name, { allowPrivateDomains: true, validateHostname: true });
  if (isIp === true) return 'an address is not allowed.';
  // What a browser makes of it: no port, path, dot at an end, or address in another spelling.
  if (!URL.canParse(`https://${name}`) || new URL(`https://${name}`).hostname !== name || name.split('.').includes(''))
    return 'it must be the name of a host, in ASCII, without a scheme, a port, a path or a dot at an end.';
  if (isIcann !== true && isPrivate !== true) return 'it is not a name on the internet.';
  if (domain === null) return isMany ? 'it stands for hosts of anybody.' : 'it is not a name that somebody registered.';
  return undefined;
}
