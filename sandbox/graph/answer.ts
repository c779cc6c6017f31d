export type Version = 'v1.0' | 'beta';

/** What a Graph route answers. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; absent for 204. */
  body?: unknown;
  /** Sent as it is, in place of `body`; `cut`: the connection breaks before its end. */
  raw?: { text: string; type?: string; cut?: boolean };
  /** A lie, which no description of Graph allows. */
  spoilt?: boolean;
}

/** A request that Graph refuses. `wrapped` errors carry Intune's JSON inside the message. */
export class GraphFailure extends Error {
  override readonly name = 'GraphFailure';
  readonly status: number;
  readonly code: string;
  readonly wrapped: boolean;
  readonly headers: Record<string, string>;
  constructor(
    status: number,
    code: string,
    message: string,
    more: { wrapped?: boolean; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.wrapped = more.wrapped ?? false;
    this.headers = more.headers ?? {};
  }
}

/** Intune's own refusals: JSON inside the message of the error. */
export function intuneFailure(status: number, code: string, message: string): GraphFailure {
  return new GraphFailure(status, code, message, { wrapped: true });
}

/** The directory's answer to an id it does not know. */
export function unknownObject(id: string): GraphFailure {
  return new GraphFailure(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** Intune's answer to an id it does not know. */
export function unknownIntuneObject(): GraphFailure {
  return intuneFailure(404, 'ResourceNotFound', 'An error has occurred');
}

/** A malformed request to the directory. */
export function badRequest(message: string): GraphFailure {
  return new GraphFailure(400, 'Request_BadRequest', message);
}

/** A failure as Graph words it. */
export function failureAnswer(
  failure: GraphFailure,
  context: { now: number; requestId: string; clientRequestId: string },
): Answer {
  const message = failure.wrapped ? wrap(failure.message, context) : failure.message;
  return {
    status: failure.status,
    headers: failure.headers,
    body: {
      error: {
        code: failure.code,
        message,
        innerError: {
          date: new Date(context.now).toISOString().slice(0, 19),
          'request-id': context.requestId,
          'client-request-id': context.clientRequestId,
        },
      },
    },
  };
}

function wrap(message: string, context: { requestId: string }): string {
  return JSON.stringify(
    {
      _version: 3,
      Message: `${message} - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: ${context.requestId} - Url: https://fef.msub01.manage.microsoft.com/DeviceEnrollmentFE`,
      CustomApiErrorPhrase: '',
      RetryAfter: null,
      ErrorSourceService: '',
      HttpHeaders: '{}',
    },
    undefined,
    2,
  ).replaceAll('\n', '\r\n');
}

/** A point in time as Graph writes it; absent times of Intune are the first day of the year one. */
export function intuneDate(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '0001-01-01T00:00:00Z';
  const text = new Date(milliseconds).toISOString();
  return text.endsWith('.000Z') ? text.replace('.000Z', 'Z') : text.replace('Z', '0000Z');
}

/** Directory times have whole seconds; absent ones are null. */
export function directoryDate(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** What Intune writes where there is no object. */
export const zeroGuid = '00000000-0000-0000-0000-000000000000';

/** `https://graph.microsoft.com/v1.0`: what Graph's own links start with, wherever this server really is. */
export function graphRoot(version: Version): string {
  return `https://graph.microsoft.com/${version}`;
}
