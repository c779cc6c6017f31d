import type { Policy } from '../policy/policy.ts';
import type { Autopilot } from '../ports/autopilot.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Intune } from '../ports/intune.ts';
import type { Ports } from '../ports/ports.ts';
import { draftException } from './draftException.ts';
import { readNameReason } from './nameReason.ts';
import { readTemplateDifferences, setNameTemplate } from './nameTemplates.ts';
import type { Naming } from './naming.ts';
import { readNamingOverview } from './readNamingOverview.ts';
import { readNamingView } from './readNamingView.ts';
import { planRenames } from './renameDevices.ts';
import { stepException } from './stepException.ts';

/** What naming works with when people ask. */
export type NamingPorts = Pick<Ports, 'store' | 'clock' | 'newId' | 'log'> & {
  autopilot: Pick<Autopilot, 'profiles' | 'setNameTemplate'>;
  intune: Pick<Intune, 'namedDevices'>;
};

/** Naming as the bot sees it. `tell` starts the next delivery at once. */
export function createNaming(ports: NamingPorts, policy: Policy, tell: () => void): Naming {
  const { store, clock } = ports;
  return {
    async overview() {
      return readNamingOverview(await readTemplateDifferences(ports, policy), ports, policy);
    },
    async exception(id) {
      const exception = await store.get('namingExceptions', id);
      return exception === undefined ? undefined : readNamingView(exception, ports, policy);
    },
    reason: (deviceId) => readNameReason(deviceId, ports, policy),
    plan: () => planRenames(ports, policy),
    draft: (request) => draftException(request, ports, policy),
    async step(request) {
      const outcome = await stepException(request, ports, policy);
      if (outcome.kind === 'done') tell();
      return outcome;
    },
    setTemplate: (request) => setNameTemplate(request, ports, policy),
    async *audit(since) {
      for await (const entry of everyRecord(store, 'audit', { atMost: { field: 'at', value: clock.now() } })) {
        if (entry.at >= since) yield entry;
      }
    },
  };
}
