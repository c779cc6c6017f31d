/** Where the Bot connector of Teams may be, and with it where the bot's own token may go. */
export interface ServiceUrlRule {
  /** Whole host names. */
  hosts: readonly string[];
  /** Whether it may be on this machine, by http and on any port: the sandbox's only. */
  loopback: boolean;
}

const loopbackName = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Teams' are some 50 characters. */
const longest = 512;

/** Whether a service URL is one that the bot may talk to: https, one of these hosts, its own port, no user, no query. */
export function isAllowedServiceUrl(url: unknown, { hosts, loopback }: ServiceUrlRule): url is string {
  if (typeof url !== 'string' || url.length > longest || !URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password, search, hash } = new URL(url);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return false;
  // What the parser mends silently (tabs, backslashes, a dot at the end of the host) is nothing that Teams sends.
  if (!/^https?:\/\/[\w.:[\]-]+(\/[\w./%~-]*)?$/.test(url)) return false;
  if (loopback && loopbackName.test(hostname)) return true;
  return protocol === 'https:' && port === '' && !/^https:\/\/[^/]*:/.test(url) && hosts.includes(hostname);
}
