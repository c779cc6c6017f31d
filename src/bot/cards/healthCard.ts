import type { HealthReport } from '../../registration/notifications/readHealth.ts';
import { type AdaptiveCard, expand, type ViewValue } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { count, plain } from './text.ts';
import { ago, readersDateAndTime } from './time.ts';

/** Lines on the card, so that it stays below what Teams takes: a policy names some twenty groups. */
const shown = 40;

type Group = HealthReport['groups'][number];

/** The card's title, which is also its summary. */
export function healthTitle({ trouble, notices, groups }: HealthReport): string {
  const wrong = notices.length + groups.filter(({ problem }) => problem !== undefined).length;
  if (trouble === undefined && wrong === 0) return 'Preflight is well';
  return wrong === 0 ? 'Microsoft holds Preflight up' : `${count(wrong, 'problem')} to look at`;
}

/** How Preflight does: what is wrong first, then each subscription to the changes of a group. */
export function healthCard(report: HealthReport, now: number): AdaptiveCard {
  const { isListening, groups, trouble, notices } = report;
  const wrong = [
    ...(trouble === undefined ? [] : [line('Microsoft Graph', `${trouble.sentence}.`, trouble.since)]),
    ...notices.map(({ sentence, remedy, since }) => line(sentence, remedy, since)),
  ];
  const watched = groups.toSorted((a, b) => Number(b.problem !== undefined) - Number(a.problem !== undefined));
  return expand(template, {
    title: healthTitle(report),
    intro: introOf(isListening, groups),
    items: [...wrong, ...watched.map((group) => groupLine(group, now))].slice(0, shown),
  });
}

function introOf(isListening: boolean, groups: readonly Group[]): string {
  if (!isListening)
    return 'Microsoft Graph cannot reach Preflight (PREFLIGHT_PUBLIC_URL is not set): everything is found by polling, enrolments within minutes, uploads by others within the hour.';
  const alive = groups.filter(({ subscriptionId }) => subscriptionId !== undefined).length;
  return `Preflight is told of changes in ${alive} of ${count(groups.length, 'group')}; what is not told is found by polling.`;
}

function groupLine({ id, problem, subscriptionId, expiresAt, renewedAt, notifiedAt }: Group, now: number): ViewValue {
  const heard = notifiedAt === undefined ? 'no notification yet' : `last notification ${ago(now - notifiedAt)}`;
  const renewed = renewedAt === undefined ? '' : `, renewed ${ago(now - renewedAt)}`;
  const state = subscriptionId === undefined ? 'not subscribed' : `subscribed, ${heard}${renewed}`;
  return {
    lead: plain(id, 120),
    detail: problem === undefined ? state : `${state}. ${plain(problem, 300)}`,
    at: expiresAt === undefined || subscriptionId === undefined ? '' : `until ${readersDateAndTime(expiresAt)}`,
  };
}

function line(lead: string, detail: string, since: number): ViewValue {
  return { lead: plain(lead, 200), detail: plain(detail, 300), at: `since ${readersDateAndTime(since)}` };
}
