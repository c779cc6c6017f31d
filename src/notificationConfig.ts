import { isIPv4, isIPv6 } from 'node:net';
import { isLoopback } from './isLoopback.ts';

/** What the environment says of change notifications. */
export interface NotificationConfig {
  /** Where Graph reaches this listener from the internet, without a slash at its end; absent when it cannot. */
  readonly publicUrl: string | undefined;
  /** Ranges of addresses that may call; everybody when there are none. */
  readonly sources: readonly string[];
  /** Requests a second from one address. */
  readonly perSecond: number;
  /** Proxies in front, whose word about the caller's address is taken. */
  readonly proxies: number;
}

interface Values {
  PREFLIGHT_PUBLIC_URL?: string | undefined;
  PREFLIGHT_NOTIFICATION_SOURCES?: string | undefined;
  PREFLIGHT_NOTIFICATION_RATE: number;
  PREFLIGHT_PROXIES: number;
  GRAPH_ORIGIN?: string | undefined;
}

/** Reads it from the environment's values and adds what is wrong with them, each with its remedy. */
export function readNotificationConfig(values: Values, problems: string[]): NotificationConfig {
  const { PREFLIGHT_PUBLIC_URL: url, PREFLIGHT_NOTIFICATION_SOURCES: text = '' } = values;
  if (url !== undefined && URL.canParse(url) && !isReachable(new URL(url), values.GRAPH_ORIGIN !== undefined)) {
    problems.push(
      'PREFLIGHT_PUBLIC_URL must start with https:// and have no query: Microsoft Graph sends notifications to nothing else.',
    );
  }
  const sources = text
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '');
  for (const range of sources.filter((each) => !isAddressRange(each))) {
    problems.push(
      `PREFLIGHT_NOTIFICATION_SOURCES names ${range}, which is no range of addresses like 20.20.32.0/19. Correct or remove it.`,
    );
  }
  return {
    // As Graph may give it back: lower case host, no port that goes without saying.
    publicUrl: (url !== undefined && URL.canParse(url) ? new URL(url).href : url)?.replace(/\/+$/, ''),
    sources,
    perSecond: values.PREFLIGHT_NOTIFICATION_RATE,
    proxies: values.PREFLIGHT_PROXIES,
  };
}

/** Graph calls https only; the sandbox calls this machine too. */
function isReachable({ protocol, hostname, search, hash }: URL, inSandbox: boolean): boolean {
  if (search !== '' || hash !== '') return false;
  return protocol === 'https:' || (inSandbox && protocol === 'http:' && isLoopback(hostname));
}

function isAddressRange(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  if (rest.length > 0 || most < 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most);
}
