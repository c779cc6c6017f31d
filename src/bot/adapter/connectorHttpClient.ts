import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { readConnectorCode } from './connectorCode.ts';
import { ConnectorError } from './connectorError.ts';
import { readRetryAfter } from './retryAfter.ts';

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
    throw new ConnectorError(`The connector did not answer: ${where}`, 0, undefined, {
      cause: error,
      wasSent: !hadNoConnection(error),
    });
  }
  if (!response.ok) {
    const code = readConnectorCode(body);
    throw new ConnectorError(
      `The connector answered ${response.status}${code === undefined ? '' : ` ${code}`}: ${where}`,
      response.status,
      // The connector's date is compared with this machine's, whatever time the product lives by.
      readRetryAfter(response.headers.get('retry-after'), Date.now()),
      { code },
    );
  }
  if (!isJson(body)) {
    // Something between here and Teams answered, or the answer broke off: nobody knows whether the message was taken.
    throw new ConnectorError(`The connector's answer cannot be read: ${where}`, response.status, undefined);
  }
  return { status: response.status, headers: response.headers, body };
}

/** An empty answer is one too: an edit needs no more. */
function isJson(body: string): boolean {
  if (body.trim() === '') return true;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

/** Errors before anything was sent: the name was not found, nobody listened. */
const noConnection: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
]);

/** No TLS came about, so nothing was sent either. */
function isOfTls(code: string): boolean {
  return (
    code.startsWith('ERR_TLS_') ||
    code.startsWith('ERR_SSL_') ||
    code.startsWith('CERT_') ||
    code.includes('_CERT') ||
    code.includes('CERTIFICATE')
  );
}

function hadNoConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' && (noConnection.has(code) || isOfTls(code));
}
