/** What is counted, with the labels each has. */
export interface Counters {
  /** Notifications believed and stored. */
  notificationsReceived: Record<never, string>;
  /** Notifications not believed or not understood. */
  notificationsDropped: { reason: string };
  /** POSTs of notifications that were refused as a whole. */
  notificationPostsRefused: { reason: string };
  /** Records that could not be understood, since this process began. */
  recordsSetAside: { collection: string };
  /** Records of Microsoft Graph that lack what identifies them, and are left out. */
  recordsLeftOut: { list: string };
  /** Requests and connections of anybody that were refused before anybody worked on them. */
  requestsRefused: { reason: string };
}

/** What is timed, in seconds. */
export type Timer = 'notificationAnswer' | 'notificationToAnnouncement';

/** Numbers for whoever watches Preflight from outside; kept in memory, never needed by Preflight itself. */
export interface Metrics {
  count<C extends keyof Counters>(counter: C, by: number, labels: Counters[C]): void;
  /** Notes how long something took, in seconds. */
  time(timer: Timer, seconds: number): void;
}

/** Metrics that nobody looks at. */
export const noMetrics: Metrics = { count: () => undefined, time: () => undefined };
