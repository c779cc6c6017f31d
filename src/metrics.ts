import { refusals } from './callers/refusals.ts';
import type { Counters, Metrics, Timer } from './registration/ports/metrics.ts';

/** Metrics that can be read in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats). */
export interface ReadableMetrics extends Metrics {
  text(): string;
}

/** `reasons` are shown from the start, at zero. */
const counters: Record<keyof Counters, { name: string; help: string; reasons?: readonly string[] }> = {
  notificationsReceived: {
    name: 'preflight_notifications_received_total',
    help: 'Change notifications that were believed and stored.',
  },
  notificationsDropped: {
    name: 'preflight_notifications_dropped_total',
    help: 'Change notifications that were not believed or not understood, by reason.',
    reasons: ['malformed', 'tenant', 'unknownSubscription', 'clientState', 'unknownEvent'],
  },
  recordsSetAside: {
    name: 'preflight_records_set_aside_total',
    help: 'Records that could not be understood and were set aside, by collection.',
  },
  notificationPostsRefused: {
    name: 'preflight_notification_posts_refused_total',
    help: 'POSTs of change notifications that were refused or could not be stored, by reason.',
    reasons: [
      'sourceNotAllowed',
      'tooManyRequests',
      'badValidationToken',
      'entity.too.large',
      'busy',
      'tooComplex',
      'badJson',
      'aborted',
      'notStored',
    ],
  },
  recordsLeftOut: {
    name: 'preflight_graph_records_left_out_total',
    help: 'Records of Microsoft Graph that lack what identifies them and were left out, by list.',
    reasons: [],
  },
  requestsRefused: {
    name: 'preflight_requests_refused_total',
    help: 'Requests and connections that were refused before anybody worked on them, by reason.',
    reasons: refusals,
  },
};
const timers: Record<Timer, { name: string; help: string; buckets: readonly number[] }> = {
  notificationAnswer: {
    name: 'preflight_notification_answer_seconds',
    help: 'From a POST of notifications to its answer. Graph wants it within 3 seconds.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 3, 10],
  },
  notificationToAnnouncement: {
    name: 'preflight_notification_to_announcement_seconds',
    help: 'From a notification to the announcement about a device that it led to, both as stored.',
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 1_800],
  },
};

/** Metrics kept in memory, from zero at each start. */
export function createMetrics(): ReadableMetrics {
  const counts = new Map<keyof Counters, Map<string, number>>();
  for (const [counter, { reasons }] of entriesOf(counters)) {
    const labels = reasons?.map((reason) => labelText({ reason })) ?? [''];
    counts.set(counter, new Map(labels.map((text) => [text, 0])));
  }
  const times = new Map<Timer, { buckets: number[]; sum: number; count: number }>();
  return {
    count(counter, by, labels) {
      const series = counts.get(counter) ?? new Map<string, number>();
      const key = labelText(labels);
      series.set(key, (series.get(key) ?? 0) + by);
      counts.set(counter, series);
    },
    time(timer, seconds) {
      const { buckets } = timers[timer];
      const histogram = times.get(timer) ?? { buckets: buckets.map(() => 0), sum: 0, count: 0 };
      for (const [index, bound] of buckets.entries()) {
        if (seconds <= bound) histogram.buckets[index] = (histogram.buckets[index] ?? 0) + 1;
      }
      histogram.sum += seconds;
      histogram.count += 1;
      times.set(timer, histogram);
    },
    text() {
      const lines: string[] = [];
      for (const [counter, { name, help }] of entriesOf(counters)) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
        for (const [labels, value] of counts.get(counter) ?? []) lines.push(`${name}${labels} ${value}`);
      }
      for (const [timer, { name, help, buckets }] of entriesOf(timers)) {
        const histogram = times.get(timer) ?? { buckets: buckets.map(() => 0), sum: 0, count: 0 };
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} histogram`);
        for (const [index, bound] of buckets.entries())
          lines.push(`${name}_bucket{le="${bound}"} ${histogram.buckets[index] ?? 0}`);
        lines.push(`${name}_bucket{le="+Inf"} ${histogram.count}`);
        lines.push(`${name}_sum ${histogram.sum}`, `${name}_count ${histogram.count}`);
      }
      const { rss, heapUsed, external } = process.memoryUsage();
      for (const [name, help, value] of [
        ['process_resident_memory_bytes', 'Resident memory of the process.', rss],
        ['nodejs_heap_size_used_bytes', 'Heap of the process in use.', heapUsed],
        ['nodejs_external_memory_bytes', 'Memory of the process outside of its heap.', external],
      ] as const)
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`);
      return `${lines.join('\n')}\n`;
    },
  };
}

function entriesOf<K extends string, V>(record: Record<K, V>): [K, V][] {
  return Object.entries(record) as [K, V][];
}

function labelText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
