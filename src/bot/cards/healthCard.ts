import type { HealthReport } from '../../registration/notifications/readHealth.ts';
import { type AdaptiveCard, expand, type ViewValue } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { storeLines, storeProblems } from './storeLines.ts';
import { count, plain } from './text.ts';
import { ago, readersDateAndTime } from './time.ts';
import { unreachedDetail, unreachedLead } from './unreachedWords.ts';

/** Lines on the card, so that it stays below what Teams takes: a policy names some twenty groups. */
const shown = 40;

type Group = HealthReport['groups'][number];

/** The card's title, which is also its summary. `now`: milliseconds since 1970 UTC. */
export function healthTitle({ troubles, store, notices, groups, unreached }: HealthReport, now: number): string {
  const wrong =
    storeProblems(store) +
    notices.length +
    unreached.length +
    groups.filter((group) => isWrong(group, now) && !isTold(group, notices)).length;
  if (troubles.length === 0 && wrong === 0) return 'Preflight is well';
  return wrong === 0 ? 'Microsoft holds Preflight up' : `${count(wrong, 'problem')} to look at`;
}

/** How Preflight does: what is wrong first, then each subscription to the changes of a group. */
export function healthCard(report: HealthReport, now: number): AdaptiveCard {
  const { isListening, groups, troubles, notices, unreached } = report;
  const wrong = [
    ...storeLines(report.store),
    ...troubles.map(({ sentence, since }) => line('Microsoft Graph', `${sentence}.`, since)),
    ...notices.map(({ sentence, remedy, since }) => line(sentence, remedy, since)),
    ...unreached.map((audience) => line(unreachedLead(audience), unreachedDetail(audience), audience.since)),
  ];
  const watched = groups.toSorted((a, b) => Number(isWrong(b, now)) - Number(isWrong(a, now)));
  return expand(template, {
    title: healthTitle(report, now),
    intro: introOf(isListening, groups, now),
    items: [...wrong, ...watched.map((group) => groupLine(group, now))].slice(0, shown),
  });
}

function introOf(isListening: boolean, groups: readonly Group[], now: number): string {
  if (!isListening)
    return 'Microsoft Graph cannot reach Preflight (PREFLIGHT_PUBLIC_URL is not set): everything is found by polling, enrolments within minutes, uploads by others within the hour.';
  const alive = groups.filter((group) => stateOf(group, now) === 'subscribed').length;
  return `Preflight is told of changes in ${alive} of ${count(groups.length, 'group')}; what is not told is found by polling.`;
}

function groupLine(group: Group, now: number): ViewValue {
  const { id, problem, expiresAt, renewedAt, notifiedAt, doubtedAt } = group;
  const heard = notifiedAt === undefined ? 'no notification yet' : `last notification ${ago(now - notifiedAt)}`;
  const renewed = renewedAt === undefined ? '' : `, renewed ${ago(now - renewedAt)}`;
  const state = stateOf(group, now);
  const said = state === 'not subscribed' ? state : `${state}, ${heard}${renewed}`;
  const end = state === 'not subscribed' || expiresAt === undefined ? undefined : readersDateAndTime(expiresAt);
  return {
    lead: plain(id, 120),
    detail: [said, ...(isDoubted(group, now) ? [doubt(now - (doubtedAt ?? 0))] : []), plain(problem ?? '', 300)]
      .filter((text) => text !== '')
      .join('. '),
    at: end === undefined ? '' : `${state === 'subscribed' ? 'until' : 'since'} ${end}`,
  };
}

/** How long a notification with another secret is shown, in milliseconds. */
const doubtShown = 24 * 3_600_000;

function isDoubted({ doubtedAt }: Group, now: number): boolean {
  return doubtedAt !== undefined && Math.abs(now - doubtedAt) < doubtShown;
}

function doubt(since: number): string {
  return `Notifications of it came with another secret and were dropped, last ${ago(since)}: does another installation use the same application?`;
}

/** A subscription that was not renewed in time is none, whatever was recorded. */
function stateOf({ subscriptionId, expiresAt = 0 }: Group, now: number) {
  if (subscriptionId === undefined) return 'not subscribed';
  return expiresAt > now ? 'subscribed' : 'subscription expired';
}

function isWrong(group: Group, now: number): boolean {
  return group.problem !== undefined || isDoubted(group, now) || stateOf(group, now) === 'subscription expired';
}

/** A group that is not there, and subscriptions that cannot be kept, are one problem each, with a notice of their own. */
function isTold({ id, problem }: Group, notices: HealthReport['notices']): boolean {
  return notices.some((notice) =>
    problem === undefined ? notice.id.startsWith('subscriptions:') : notice.id === `group:${id}`,
  );
}

function line(lead: string, detail: string, since: number): ViewValue {
  return { lead: plain(lead, 200), detail: plain(detail, 300), at: `since ${readersDateAndTime(since)}` };
}
