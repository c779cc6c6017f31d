/** What happens to change notifications on their way. */
export type DeliveryMode = 'on' | 'lost' | 'duplicated' | 'shuffled';

/** Trouble on demand. */
export interface NotificationSettings {
  /** `shuffled`: every change in a notification of its own, each delayed by one to four times the usual. */
  mode: DeliveryMode;
  /** Virtual milliseconds from a change to its notification; the tenant's latency when absent. */
  delay: number | undefined;
  /** That many notifications more are lost. */
  loseNext: number;
}

/** Everything arrives, in its time. */
export function usualSettings(): NotificationSettings {
  return { mode: 'on', delay: undefined, loseNext: 0 };
}
