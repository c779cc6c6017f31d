/** The connector (Teams' side of a conversation) did not take a message, or nobody knows whether it did. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  /** HTTP status, or 0 when no answer came in time. */
  readonly status: number;
  /** Milliseconds to wait, when the connector said so; bounded. */
  readonly retryAfter: number | undefined;
  /** What the connector calls it: `BotNotInConversationRoster`. */
  readonly code: string | undefined;
  /** Whether the request can have reached the connector: not where no connection came about. */
  readonly wasSent: boolean;
  constructor(
    message: string,
    status: number,
    retryAfter: number | undefined,
    { code, wasSent = true, cause }: { code?: string | undefined; wasSent?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.retryAfter = retryAfter;
    this.code = code;
    this.wasSent = wasSent;
  }
}
