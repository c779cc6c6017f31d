/** The connector (Teams' side of a conversation) did not take a message. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  /** HTTP status, or 0 when no answer came in time. */
  readonly status: number;
  /** Milliseconds to wait, when the connector said so. */
  readonly retryAfter: number | undefined;
  constructor(message: string, status: number, retryAfter: number | undefined, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
