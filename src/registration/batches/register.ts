import type { Policy } from '../policy/policy.ts';
import { findProfile, tagFor } from '../policy/tags.ts';
import type { Ports } from '../ports/ports.ts';
import type { RegisterOutcome, Registration } from '../registration.ts';
import { auditRequest } from '../writeAudit.ts';
import type { Batch } from './batch.ts';
import { readBatchView } from './readBatchView.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId' | 'health'>;
type Request = Parameters<Registration['register']>[0];

/** Chooses a profile for a draft. The choice is stored, and devices follow from it in the next pass: nothing depends on the caller staying alive. */
export async function register(request: Request, world: World, policy: Policy): Promise<RegisterOutcome> {
  const batch = await world.store.get('batches', request.batchId);
  if (batch === undefined) return { kind: 'notFound' };
  const view = () => readBatchView(batch, world, policy);
  if (batch.state !== 'draft') return { kind: 'alreadyDecided', view: await view() };
  const refusal = refuse(batch, request, policy);
  if (refusal !== undefined) return { kind: 'refused', ...refusal, view: await view() };
  const now = world.clock.now();
  const total = batch.report.summary.accepted + batch.report.summary.repaired;
  await auditRequest(world, {
    actor: request.actor,
    action: 'askedToRegister',
    subject: batch.id,
    detail: {
      fileName: batch.fileName,
      profile: request.profile,
      sharedMode: request.sharedMode,
      devices: total,
    },
    activityId: request.activityId,
  });
  const chosen = await world.store.replace('batches', {
    ...batch,
    state: 'registering',
    profile: request.profile,
    sharedMode: request.sharedMode,
    groupTag: givenTag(request, policy),
    note: request.note,
    decidedBy: request.actor,
    decidedAt: now,
    total,
    otherTags: otherTags(batch, request, policy),
    cardDueAt: now,
  });
  // Somebody else's click was stored first.
  if (chosen === undefined) return register(request, world, policy);
  return { kind: 'registered', view: await readBatchView(chosen, world, policy) };
}

function refuse(batch: Batch, request: Request, policy: Policy): { message: string; remedy: string } | undefined {
  const { accepted, repaired } = batch.report.summary;
  if (accepted + repaired === 0) {
    return { message: 'There is no device to register in this file.', remedy: 'Correct the file and send it again.' };
  }
  const profile = findProfile(policy, request.profile);
  if (profile === undefined) {
    return {
      message: 'No device profile was chosen.',
      remedy: `Choose ${policy.profiles.map(({ label }) => label).join(', ')}.`,
    };
  }
  if (tagFor(policy, profile, request.sharedMode) === undefined) {
    return {
      message: `${profile.label} devices can't be shared.`,
      remedy: 'Choose another profile, or turn shared devices off.',
    };
  }
  const { count, lines } = batch.report.notShareable;
  if (request.sharedMode && count > 0) {
    const places = lines.slice(0, 5).join(', ') + (count > 5 ? ', …' : '');
    const which = count === 1 ? `The device on line ${places}` : `${count} devices (lines ${places})`;
    return {
      message: `${which} cannot be shared: shared devices need a TPM 2.0 that can be attested.`,
      remedy: 'Turn shared devices off, or take these rows out of the file and send it again.',
    };
  }
  return undefined;
}

/** Devices whose tag in the file is one of ours and not the one they get: nobody should overlook that. */
function otherTags({ report }: Batch, request: Request, policy: Policy): number {
  const given = givenTag(request, policy);
  return report.tags.reduce((sum, { tag, ours, count }) => sum + (ours && tag !== given ? count : 0), 0);
}

function givenTag({ profile, sharedMode }: Request, policy: Policy): string | undefined {
  const chosen = findProfile(policy, profile);
  return chosen === undefined ? undefined : tagFor(policy, chosen, sharedMode);
}
