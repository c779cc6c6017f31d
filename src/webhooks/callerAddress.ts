import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';

/**
 * The caller's address, or what the outermost of so many proxies in front says it is. Some proxies write the port behind it (Azure's
 * Application Gateway: https://learn.microsoft.com/azure/application-gateway/how-application-gateway-works#modifications-to-the-request).
 */
export function callerAddress(request: IncomingMessage, proxies: number): string {
  if (proxies === 0) return request.socket.remoteAddress ?? '';
  const told = proxyAddress(request, (_address, index) => index < proxies);
  return /^\[([^\]]+)\](:\d+)?$/.exec(told)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(told)?.[1] ?? told;
}
