import type { Policy } from '../policy/policy.ts';
import { findProfile } from '../policy/tags.ts';
import type { Ports } from '../ports/ports.ts';
import type { Draft } from '../ports/stored.ts';
import { readLastDay } from './lastDay.ts';
import { hasRoomFor, namesPerSerial, readTemplate } from './nameTemplate.ts';
import type { DraftOutcome, DraftProblem, NamingDraft, NamingView } from './naming.ts';
import type { NamingException, NamingScope, WantedNames } from './namingException.ts';
import { readNamingView } from './readNamingView.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** Devices one request can name. */
export const mostDevices = 500;
/** Characters of a reason or a comment. */
export const longestReason = 500;

/** Checks a request, and keeps it as a draft when nothing is wrong with it: nobody but who wrote it sees it. */
export async function draftException(request: NamingDraft, world: World, policy: Policy): Promise<DraftOutcome> {
  const { store, clock, newId } = world;
  const wanted = readWanted(request.wanted);
  const lastDay = readLastDay(request.lastDay, clock.now(), policy.naming.longestException);
  const reason = request.reason.trim();
  const problems: DraftProblem[] = [];
  const scopeProblem = await whatIsWrong(request.scope, world, policy);
  if (scopeProblem !== undefined) problems.push({ field: 'scope', message: scopeProblem });
  if ('problem' in wanted) problems.push({ field: 'wanted', message: wanted.problem });
  if (reason === '')
    problems.push({ field: 'reason', message: 'Say why: whoever decides knows nothing but what you write.' });
  else if (reason.length > longestReason)
    problems.push({
      field: 'reason',
      message: `The reason has ${reason.length} characters. Shorten it to ${longestReason}.`,
    });
  if ('problem' in lastDay) problems.push({ field: 'lastDay', message: lastDay.problem });
  if (problems.length > 0 || 'problem' in wanted || 'problem' in lastDay) return { kind: 'invalid', problems };
  const { actor, scope, conversationId } = request;
  const draft: Draft<NamingException> = {
    id: newId(),
    state: 'draft',
    revision: 0,
    scope: scope.kind === 'devices' ? { kind: 'devices', deviceIds: [...new Set(scope.deviceIds)] } : scope,
    wanted: wanted.wanted,
    reason,
    ...lastDay,
    requester: actor,
    requestedAt: clock.now(),
    cards: [{ conversationId, reader: 'requester', state: 'waiting', attempts: 0 }],
    news: [],
  };
  const view = await readNamingView({ ...draft, version: 0 }, world, policy);
  const problem = whatDoesNotFit(view);
  if (problem !== undefined) return { kind: 'invalid', problems: [problem] };
  const stored = await store.create('namingExceptions', draft);
  if (stored === undefined) throw new Error(`an id was given twice: ${draft.id}`);
  return { kind: 'drafted', view: { ...view, exception: stored } };
}

/** A template in the one way it is written. */
function readWanted(wanted: WantedNames): { wanted: WantedNames } | { problem: string } {
  if (wanted.kind === 'keep') return { wanted };
  const reading = readTemplate(wanted.template);
  return 'problem' in reading ? reading : { wanted: { kind: 'template', template: reading.template.text } };
}

async function whatIsWrong(
  scope: NamingScope,
  { store }: Pick<World, 'store'>,
  policy: Policy,
): Promise<string | undefined> {
  switch (scope.kind) {
    case 'tenant':
      return undefined;
    case 'profile':
      return findProfile(policy, scope.profile) === undefined
        ? 'This device profile is not known. Choose one of the list.'
        : undefined;
    case 'batch': {
      const batch = await store.get('batches', scope.batchId);
      const devices = await store.count('devices', { equals: { requestedIn: scope.batchId } });
      return batch === undefined || devices === 0
        ? 'This file has no devices that are registered. Choose another one, or name serial numbers.'
        : undefined;
    }
    case 'devices':
      if (scope.deviceIds.length === 0) return 'Name the serial numbers that are meant.';
      return scope.deviceIds.length > mostDevices
        ? `These are ${scope.deviceIds.length} devices. Name at most ${mostDevices}, or choose their profile or file.`
        : undefined;
    default:
      return scope satisfies never;
  }
}

/** What only the devices show. */
function whatDoesNotFit({ exception: { wanted }, scope, misfits, overruled }: NamingView): DraftProblem | undefined {
  if (wanted.kind === 'keep') return undefined;
  const reading = readTemplate(wanted.template);
  if ('problem' in reading) return { field: 'wanted', message: reading.problem };
  const { template } = reading;
  const [first] = misfits;
  if (first !== undefined && misfits.length === scope.devices - overruled) {
    const message = `${template.text} gives none of these devices a name: of ${first.serialNumber}, ${first.why}. Choose a shorter template, or keep names.`;
    return { field: 'wanted', message };
  }
  if (hasRoomFor(template, scope.devices)) return undefined;
  const message = `${template.text} gives only ${namesPerSerial(template)} different names, for ${scope.devices} devices. Ask for more random digits, or use %SERIAL%.`;
  return { field: 'wanted', message };
}
