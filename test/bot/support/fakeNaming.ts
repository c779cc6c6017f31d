import type { AuditEntry } from '../../../src/registration/audit.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { longestReason } from '../../../src/registration/naming/draftException.ts';
import { isInScope, nameRules } from '../../../src/registration/naming/nameRule.ts';
import { makeName, matchesTemplate, readTemplate, whyNoName } from '../../../src/registration/naming/nameTemplate.ts';
import type {
  DraftProblem,
  NamePlan,
  Naming,
  NamingOverview,
  NamingView,
  TemplateDifference,
  TemplateOutcome,
} from '../../../src/registration/naming/naming.ts';
import { isInForce, type NamingException, type NamingScope } from '../../../src/registration/naming/namingException.ts';
import { takeNamingStep } from '../../../src/registration/naming/step.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { now } from './samples.ts';

const day = 24 * 3_600_000;

/** Names of devices in memory: the engine's own steps and rules, words of its own. */
export interface FakeNaming extends Naming {
  exceptions: Map<string, NamingException>;
  /** Autopilot profiles that name devices otherwise. */
  differing: TemplateDifference[];
  /** What the rename job would do, or why nobody knows. */
  plans: { current: NamePlan | Error };
  templates: { outcome: TemplateOutcome | undefined; asked: string[] };
  /** What the rename job holds back, which template an administrator allowed, and each time somebody did. */
  consent: {
    convention: string;
    held: NamingOverview['held'];
    allowed: string | undefined;
    asked: Parameters<Naming['allowRenames']>[0][];
  };
  entries: AuditEntry[];
  /** Copies of cards that were shown. */
  shown: Parameters<Naming['cardShown']>[0][];
  /** What was asked of it, in order, with the authenticated person. */
  asked: Parameters<Naming['step']>[0][];
}

/** Makes one for a test; `devices` are those that are known. */
export function fakeNaming(devices: () => readonly Device[]): FakeNaming {
  const exceptions = new Map<string, NamingException>();
  const differing: TemplateDifference[] = [];
  const plans: FakeNaming['plans'] = { current: emptyPlan };
  const templates: FakeNaming['templates'] = { outcome: undefined, asked: [] };
  const consent: FakeNaming['consent'] = {
    convention: defaultPolicy.naming.template,
    held: undefined,
    allowed: undefined,
    asked: [],
  };
  const entries: AuditEntry[] = [];
  const shown: FakeNaming['shown'] = [];
  const asked: FakeNaming['asked'] = [];
  const view = (exception: NamingException) => viewOf(exception, devices());
  return {
    exceptions,
    differing,
    plans,
    templates,
    consent,
    entries,
    shown,
    asked,
    async overview() {
      const all = [...exceptions.values()];
      return {
        convention: consent.convention,
        inForce: all.filter((exception) => isInForce(exception, now)).map(view),
        waiting: all.filter(({ state }) => state === 'requested').map(view),
        differences: differing,
        off: 0,
        held: consent.held,
        asOf: now,
      };
    },
    async differences() {
      return differing;
    },
    async exception(id) {
      const exception = exceptions.get(id);
      return exception === undefined ? undefined : view(exception);
    },
    async reason(deviceId) {
      const device = devices().find(({ id }) => id === deviceId);
      if (device === undefined) return undefined;
      const rule = nameRules([...exceptions.values()], defaultPolicy, now)(device);
      const misfit = rule.template === undefined ? undefined : whyNoName(rule.template, device.serialNumber);
      const { deviceName, serialNumber } = device;
      if (deviceName === undefined) return { device, rule, misfit, follows: 'unknown' };
      const follows = rule.template === undefined || matchesTemplate(rule.template, serialNumber, deviceName);
      return { device, rule, misfit, follows: follows ? 'yes' : 'no' };
    },
    async plan() {
      if (plans.current instanceof Error) throw plans.current;
      return plans.current;
    },
    async draft({ scope, wanted, reason, lastDay, actor }) {
      const problems: DraftProblem[] = [];
      if (scope.kind === 'devices' && scope.deviceIds.length === 0)
        problems.push({ field: 'scope', message: 'No device was named.' });
      const reading = wanted.kind === 'template' ? readTemplate(wanted.template) : undefined;
      if (reading !== undefined && 'problem' in reading) problems.push({ field: 'wanted', message: reading.problem });
      if (reason === '') problems.push({ field: 'reason', message: 'Say why.' });
      if (reason.length > longestReason) {
        const message = `The reason has ${reason.length} characters. Shorten it to ${longestReason}.`;
        problems.push({ field: 'reason', message });
      }
      const until = Date.parse(`${lastDay}T00:00:00Z`) + day;
      if (!(until > now)) problems.push({ field: 'lastDay', message: 'Choose a day that is still to come.' });
      if (problems.length > 0) return { kind: 'invalid', problems };
      const drafted: NamingException = {
        id: `exception-${exceptions.size + 1}`,
        version: 1,
        state: 'draft',
        revision: 1,
        scope,
        wanted,
        reason,
        lastDay,
        until,
        requester: actor,
        requestedAt: now,
        cards: [],
        news: [],
      };
      exceptions.set(drafted.id, drafted);
      return { kind: 'drafted', view: view(drafted) };
    },
    async drop({ id, actor }) {
      const exception = exceptions.get(id);
      if (exception?.state !== 'draft' || exception.requester.id !== actor.id) return false;
      return exceptions.delete(id);
    },
    async reopen({ id, actor }) {
      const exception = exceptions.get(id);
      if (exception?.state !== 'draft' || exception.requester.id !== actor.id) return false;
      exceptions.set(id, { ...exception, isSuperseded: true });
      return true;
    },
    async step(request) {
      asked.push(request);
      const { id, step, actor, card } = request;
      const exception = exceptions.get(id);
      if (exception === undefined) return { kind: 'notFound' };
      const until = step.kind === 'extend' ? Date.parse(`${step.lastDay}T00:00:00Z`) + day : 0;
      if (Number.isNaN(until)) return { kind: 'invalid', message: 'Choose the new last day.', view: view(exception) };
      const result = takeNamingStep(exception, step.kind === 'extend' ? { ...step, until } : step, actor, now);
      if ('refusal' in result) return { kind: 'refused', reason: result.refusal, view: view(exception) };
      const own = card === undefined ? [] : [{ ...card, reader: 'requester', state: 'sent', attempts: 0 } as const];
      const after = { ...result.exception, cards: [...exception.cards, ...own] };
      exceptions.set(id, after);
      return { kind: 'done', view: view(after) };
    },
    async cardShown(request) {
      shown.push(request);
    },
    async setTemplate({ profileId, shown: said }) {
      templates.asked.push(profileId);
      if (templates.outcome !== undefined) return templates.outcome;
      const other = differing.find((difference) => difference.profileId === profileId && difference.wanted !== said);
      if (other !== undefined) return { kind: 'differs', difference: other };
      const index = differing.findIndex((difference) => difference.profileId === profileId);
      const [difference] = index < 0 ? [] : differing.splice(index, 1);
      return difference === undefined ? { kind: 'same' } : { kind: 'changed', difference };
    },
    async allowRenames(request) {
      consent.asked.push(request);
      if (request.shown !== consent.convention) return 'differs';
      if (request.shown === consent.allowed) return 'same';
      consent.allowed = request.shown;
      consent.held = undefined;
      return 'allowed';
    },
    async *audit(since) {
      yield* entries.filter(({ at }) => at >= since);
    },
  };
}

const emptyPlan: NamePlan = {
  renames: [],
  left: { excepted: 0, hybridJoined: 0, justEnrolled: 0, underWay: 0, triedLately: 0, noName: 0 },
  later: 0,
  held: 0,
};

function viewOf(exception: NamingException, devices: readonly Device[]): NamingView {
  const { scope, wanted } = exception;
  const held = devices.filter((device) => isInScope(scope, device));
  const reading = wanted.kind === 'template' ? readTemplate(wanted.template) : undefined;
  const template = reading !== undefined && 'template' in reading ? reading.template : undefined;
  const fitting = held.filter(({ serialNumber }) => template && whyNoName(template, serialNumber) === undefined);
  return {
    exception,
    scope: { text: wordsOf(scope, held), devices: held.length },
    examples:
      template === undefined
        ? []
        : fitting.slice(0, 3).map(({ serialNumber, deviceName }) => ({
            serialNumber,
            deviceName,
            newName: makeName(template, serialNumber, () => 0.5),
          })),
    overruled: 0,
    queued: [],
    misfits: held.flatMap(({ serialNumber }) => {
      const why = template === undefined ? undefined : whyNoName(template, serialNumber);
      return why === undefined ? [] : [{ serialNumber, why }];
    }),
    overlaps: [],
    convention: defaultPolicy.naming.template,
    asOf: now,
  };
}

function wordsOf(scope: NamingScope, held: readonly Device[]): string {
  switch (scope.kind) {
    case 'tenant':
      return 'all devices';
    case 'profile':
      return `${defaultPolicy.profiles.find(({ id }) => id === scope.profile)?.label ?? scope.profile} devices`;
    case 'batch':
      return 'the devices of laptops.csv';
    case 'devices':
      return held.map(({ serialNumber }) => serialNumber).join(', ');
    default:
      return scope satisfies never;
  }
}
