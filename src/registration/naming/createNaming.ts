import { isSamePerson } from '../person.ts';
import type { Policy } from '../policy/policy.ts';
import type { Autopilot } from '../ports/autopilot.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Intune } from '../ports/intune.ts';
import type { Ports } from '../ports/ports.ts';
import { readTemplateDifferences } from './compareTemplates.ts';
import { allowRenames, readHeld } from './consent.ts';
import { draftException } from './draftException.ts';
import { readNameReason } from './nameReason.ts';
import type { Naming } from './naming.ts';
import { planRenames } from './planRenames.ts';
import { readNamingOverview } from './readNamingOverview.ts';
import { readNamingView } from './readNamingView.ts';
import { setNameTemplate } from './setNameTemplate.ts';
import { showCard } from './showCard.ts';
import { stepException } from './stepException.ts';

/** What naming works with when people ask. */
export type NamingPorts = Pick<Ports, 'store' | 'clock' | 'newId' | 'log'> & {
  autopilot: Pick<Autopilot, 'profiles' | 'setNameTemplate'>;
  intune: Pick<Intune, 'namedDevices'>;
};

/** Naming as the bot sees it, with what follows a step at once: its delivery, and where another template applies now, its comparison. */
export function createNaming(ports: NamingPorts, policy: Policy, follow: { deliver(): void; names(): void }): Naming {
  const { store, clock } = ports;
  return {
    async overview() {
      const overview = await readNamingOverview(await readTemplateDifferences(ports, policy), ports, policy);
      return { ...overview, held: await readHeld(ports, policy) };
    },
    differences: () => readTemplateDifferences(ports, policy),
    async exception(id) {
      const exception = await store.get('namingExceptions', id);
      return exception === undefined ? undefined : readNamingView(exception, ports, policy);
    },
    reason: (deviceId) => readNameReason(deviceId, ports, policy),
    plan: () => planRenames(ports, policy),
    draft: (request) => draftException(request, ports, policy),
    async drop({ id, actor }) {
      const draft = await store.get('namingExceptions', id);
      if (draft?.state !== 'draft' || !isSamePerson(draft.requester, actor)) return false;
      return store.delete('namingExceptions', id, draft.version);
    },
    async reopen({ id, actor }) {
      const changed = await changeRecord(store, 'namingExceptions', id, (draft) =>
        draft.state === 'draft' && isSamePerson(draft.requester, actor) ? { ...draft, isSuperseded: true } : undefined,
      );
      return changed !== undefined;
    },
    cardShown: (request) => showCard(request, ports),
    async step(request) {
      const outcome = await stepException(request, ports, policy);
      if (outcome.kind !== 'done') return outcome;
      follow.deliver();
      if (request.step.kind === 'approve' || request.step.kind === 'revoke') follow.names();
      return outcome;
    },
    allowRenames: (request) => allowRenames(request, ports, policy),
    setTemplate: (request) => setNameTemplate(request, ports, policy),
    async *audit(since) {
      for await (const entry of everyRecord(store, 'audit', { atMost: { field: 'at', value: clock.now() } })) {
        if (entry.at >= since) yield entry;
      }
    },
  };
}
