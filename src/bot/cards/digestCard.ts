import type { Digest, DigestDevice } from '../../registration/announcements/digest.ts';
import type { BatchView } from '../../registration/batches/view.ts';
import { problems as catalogue, problemText } from '../../registration/problems/catalogue.ts';
import { explainProblem } from '../../registration/problems/explain.ts';
import template from './digest.json' with { type: 'json' };
import { inState, liveFacts } from './digestLive.ts';
import { digestNext, isShipped } from './digestNext.ts';
import { digestTitle } from './digestTitle.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import { mention } from './mention.ts';
import { requestIdLine } from './requestIdLine.ts';
import { retryTitle } from './retryTitle.ts';
import { count, enumerate, formatNumber, listed, plain, shownSerial } from './text.ts';
import { readersDateAndTime } from './time.ts';

/** One wave of one batch: which devices reached a state, and what to do next. In a channel, who must act is mentioned. */
export function digestCard(
  digest: Digest,
  view: BatchView | undefined,
  inChannel = false,
  asOf = digest.createdAt,
): AdaptiveCard {
  const { devices, kind } = digest;
  const mentioned = inChannel && view !== undefined && requesterMustAct(devices) ? [mention(view.batch.requester)] : [];
  const troubled = kind === 'failed' || kind === 'stuck' || kind === 'attention';
  const isLive = kind === 'ready' || kind === 'unshipped';
  const toShip = isLive ? inState(devices, 'waiting').length : 0;
  const card = expand(template, {
    title: digestTitle(digest),
    profile:
      view?.profileLabel === undefined
        ? ''
        : view.profileLabel + (view.batch.sharedMode === true ? ', shared devices' : ''),
    requester: plain(view?.batch.requester.name ?? '', 80),
    fileName: plain(view?.batch.fileName ?? ''),
    facts: [
      { label: 'Models', text: models(devices) },
      { label: 'Serial numbers', text: troubled ? '' : serials(devices) },
      { label: 'Signed in', text: kind === 'active' ? users(devices) : '' },
      {
        label: 'Shipped already',
        text: troubled || kind === 'withdrawn' ? serials(devices.filter(isShipped)) : '',
      },
      ...(isLive ? liveFacts(devices) : []),
      {
        label: 'Uploaded by',
        text: cameWithoutFile(digest) ? 'a partner, an OEM or somebody in the Autopilot portal' : '',
      },
      ...details(devices),
    ].filter(({ text }) => text !== ''),
    problems: troubled ? problems(devices, inChannel) : notices(digest),
    next: mentioned.map(({ text }) => `${text}, these need you.`).join('') || digestNext(digest),
    shipTitle: toShip > 0 ? `Mark ${formatNumber(toShip)} as shipped` : '',
    retryTitle: retryTitle(retriable(digest)),
    digestId: digest.id,
    asOf: `as of ${readersDateAndTime(asOf)}`,
  });
  return mentioned.length === 0 ? card : { ...card, msteams: { entities: mentioned } };
}

/** Nobody asked here for these devices. A `discovered` digest says so in its title. */
function cameWithoutFile({ kind, batchId }: Digest): boolean {
  return batchId === undefined && kind !== 'notice' && kind !== 'discovered';
}

/** Failed devices of a file that may be tried again; those that came without one are named one by one. */
function retriable({ kind, batchId, devices }: Digest): number {
  if (kind !== 'failed' || batchId === undefined) return 0;
  return devices.filter(({ problem }) => problem !== undefined && catalogue[problem].retry).length;
}

/** People are disturbed only for what they can do something about. */
function requesterMustAct(devices: readonly DigestDevice[]): boolean {
  return devices.some(
    ({ problem }) => problem !== undefined && ['you', 'supplier'].includes(problemText(problem).actor),
  );
}

function models(devices: readonly DigestDevice[]): string {
  const counts = [...Map.groupBy(devices, ({ model }) => plain(model, 60) || 'unknown model')]
    .map(([model, { length }]) => ({ model, length }))
    .sort((a, b) => b.length - a.length);
  return enumerate(counts.map(({ model, length }) => `${model}: ${formatNumber(length)}`));
}

function serials(devices: readonly DigestDevice[]): string {
  return enumerate(devices.map(({ serialNumber }) => shownSerial(serialNumber)));
}

function users(devices: readonly DigestDevice[]): string {
  return enumerate([
    ...new Set(
      devices.flatMap(({ userPrincipalName }) =>
        userPrincipalName === undefined ? [] : [plain(userPrincipalName, 80)],
      ),
    ),
  ]);
}

/** What happened, each with the devices it happened to. */
function details(devices: readonly DigestDevice[]): { label: string; text: string }[] {
  const told = devices.filter(({ detail }) => detail !== undefined);
  return [...Map.groupBy(told, ({ detail }) => detail ?? '')].slice(0, listed).map(([detail, same]) => ({
    label: 'What happened',
    text: same.length === devices.length ? plain(detail, 400) : `${plain(detail, 400)}: ${serials(same)}`,
  }));
}

const actors: Readonly<Record<ReturnType<typeof problemText>['actor'], string>> = {
  you: 'You: ',
  administrator: 'An administrator: ',
  supplier: 'The supplier: ',
  Microsoft: 'Microsoft: ',
  nobody: '',
};

/** What went wrong with some devices, or in the tenant; every name the template shows. */
type ProblemView = Record<'lead' | 'sentence' | 'serialNumbers' | 'requestIds' | 'actor' | 'remedy', string>;

function problems(devices: readonly DigestDevice[], inChannel: boolean): ProblemView[] {
  const kinds = Map.groupBy(devices, ({ problem, permission }) => `${problem} ${permission}`);
  return [...kinds.values()].slice(0, listed).map((troubled) => {
    const [{ problem: code, permission } = { problem: undefined, permission: undefined }] = troubled;
    const text = code === undefined ? undefined : explainProblem({ code, permission });
    const requestIds = new Set(troubled.flatMap(({ requestId }) => requestId ?? []));
    return {
      lead: count(troubled.length, 'device'),
      sentence: text?.sentence ?? 'The reason is not known.',
      serialNumbers: serials(troubled),
      requestIds: requestIdLine([...requestIds]),
      actor: text === undefined ? '' : inChannel && text.actor === 'you' ? 'The requester: ' : actors[text.actor],
      remedy: text?.remedy ?? 'Send `status` and a serial number for its history.',
    };
  });
}

function notices({ notice }: Digest): ProblemView[] {
  if (notice === undefined) return [];
  const { sentence, remedy } = notice;
  return [
    {
      lead: 'Tenant',
      sentence: plain(sentence, 300),
      serialNumbers: '',
      requestIds: '',
      actor: actors.administrator,
      remedy: plain(remedy, 300),
    },
  ];
}
