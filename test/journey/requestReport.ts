import type { Sandbox } from '../../sandbox/server.ts';

/** How many violations are spelt out. */
const shown = 10;

/**
 * What the journey cost, from the sandbox's log, one line per route. Throws when a request or an answer was not as Microsoft's OpenAPI descriptions say;
 * without `GRAPH_OPENAPI` that was not checked, and the report says so.
 */
export function requestReport(sandbox: Pick<Sandbox, 'log' | 'violations'>): string {
  const violations = sandbox.violations();
  if (violations.length > 0) {
    const lines = violations
      .slice(0, shown)
      .map(({ where, method, version, path, problem }) => `  ${where} ${method} /${version}${path}: ${problem}`);
    throw new Error(
      [`${violations.length} requests or answers are not as Microsoft describes Graph:`, ...lines].join('\n'),
    );
  }
  const { roundTrips, requests, byRoute, byStatus } = sandbox.log.counters();
  const routes = Object.entries(byRoute).toSorted(([, a], [, b]) => b - a);
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${count}`);
  const checked = process.env['GRAPH_OPENAPI']
    ? 'All are as the OpenAPI descriptions say.'
    : 'Not checked against OpenAPI descriptions: GRAPH_OPENAPI is not set.';
  return [
    `Graph: ${roundTrips} HTTP round trips, ${requests} requests (${statuses.join(', ')}). ${checked}`,
    ...routes.map(([route, count]) => `  ${String(count).padStart(4)}  ${route}`),
  ].join('\n');
}
