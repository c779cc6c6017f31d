import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { ConnectorError } from './connectorError.ts';

type ConnectorOptions = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
type HttpClient = NonNullable<ConnectorOptions['httpClient']>;

/**
 * Sends the SDK's requests to the connector, each once and with a deadline, and rejects with `ConnectorError` for any status but 2xx.
 * The SDK's own transport repeats a POST after a 5xx, which can say the same thing twice, and its waits cannot be ended.
 */
export function connectorHttpClient(timeoutMs: number): HttpClient {
  return {
    async sendRequest(request) {
      const { method, url, headers, body } = request;
      const response = await send(url, {
        method,
        headers: Object.fromEntries(headers.headersArray().map(({ name, value }) => [name, value])),
        body: typeof body === 'string' ? body : null,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      // The SDK's header type has no public constructor.
      const answered = headers.clone();
      for (const name of answered.headerNames()) answered.remove(name);
      for (const [name, value] of response.headers) answered.set(name, value);
      return { request, status: response.status, headers: answered, bodyAsText: response.body };
    },
  };
}

async function send(url: string, init: RequestInit): Promise<{ status: number; headers: Headers; body: string }> {
  const where = `${init.method} ${new URL(url).host}`;
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, init);
    body = await response.text();
  } catch (error) {
    throw new ConnectorError(`The connector did not answer: ${where}`, 0, undefined, error);
  }
  if (!response.ok) {
    throw new ConnectorError(
      `The connector answered ${response.status}: ${where}`,
      response.status,
      retryAfter(response.headers),
    );
  }
  return { status: response.status, headers: response.headers, body };
}

/** `Retry-After` in milliseconds; the connector gives seconds (RFC 9110 10.2.3 also allows a date). */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  return value !== null && /^\d+$/.test(value) ? Number(value) * 1_000 : undefined;
}
