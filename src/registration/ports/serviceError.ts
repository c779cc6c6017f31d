/** What a failed call to a Microsoft service means for the caller. */
export type ServiceErrorKind =
  /** 429: come back after `retryAfter`. */
  | 'throttled'
  /** 5xx, dropped socket, timeout: try again. */
  | 'unavailable'
  /** Something answered that is not what was asked for: cut off, HTML, a list without rows. Nothing follows from it (docs/decisions/0016). */
  | 'unreadable'
  /** 401 or 403: the sign-in does not work, or a permission is missing. */
  | 'forbidden'
  /** 404. */
  | 'notFound'
  /** 400, 409, 413 and other refusals of this very request. */
  | 'refused';

/** The code of a refusal that wants another administrator's approval: Multi Admin Approval of Intune (docs/sources.md, approvals). */
export const approvalRequired = 'approvalRequired';

/** The code of a call that was not even sent, because the service has asked everybody to wait. */
export const neverSent = 'paused';

/** A call to a Microsoft service failed. Branch on `kind` and `code`, never on the message. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly kind: ServiceErrorKind;
  /** HTTP status, or 0 when no answer came. */
  readonly status: number;
  /** The service's own error code, e.g. `Request_BadRequest`. */
  readonly code: string;
  /** Microsoft's request id, for support. */
  readonly requestId: string | undefined;
  /** The Graph permission this request needs, e.g. `GroupMember.ReadWrite.All`; set when a 403 says that it is missing. */
  readonly permission: string | undefined;
  /** Milliseconds to wait, when the service said so. */
  readonly retryAfter: number | undefined;
  /** `unknown` when the service may have acted although the call failed. */
  readonly outcome: 'none' | 'unknown';
  constructor(
    message: string,
    facts: {
      kind: ServiceErrorKind;
      status: number;
      code: string;
      requestId?: string | undefined;
      permission?: string | undefined;
      retryAfter?: number | undefined;
      outcome: 'none' | 'unknown';
      cause?: unknown;
    },
  ) {
    super(message, { cause: facts.cause });
    this.kind = facts.kind;
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.permission = facts.permission;
    this.retryAfter = facts.retryAfter;
    this.outcome = facts.outcome;
  }
}
