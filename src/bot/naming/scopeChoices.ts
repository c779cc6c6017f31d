import type { NamingScope } from '../../registration/naming/namingException.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { ScopeChoice } from '../cards/nameRequestCard.ts';
import { count, plain } from '../cards/text.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** Files offered on the form; older devices are named by their serial numbers. */
const offered = 5;
/** Files looked through for those of one person. */
const lookedAt = 50;

/** The choice that goes with the field for serial numbers. */
export const bySerialNumber = 'devices';

/** Devices somebody can ask an exception for: an administrator is offered the latest files of everybody, others their own. */
export async function scopeChoices(
  { sender }: Pick<Turn, 'sender'>,
  isAdministrator: boolean,
  { registration, policy }: Pick<BotWorld, 'registration' | 'policy'>,
): Promise<ScopeChoice[]> {
  const latest = await registration.batches(isAdministrator ? offered * 2 : lookedAt);
  const files = latest
    .filter(({ batch }) => batch.state !== 'draft' && (isAdministrator || isSamePerson(batch.requester, sender)))
    .slice(0, offered);
  return [
    { title: 'All devices', value: 'tenant' },
    ...policy.profiles.map(({ id, label }) => ({ title: `${plain(label, 60)} devices`, value: `profile:${id}` })),
    ...files.map(({ batch, total }) => ({
      title: `${plain(batch.fileName, 60)}: ${count(total, 'device')}${isAdministrator ? ` of ${plain(batch.requester.name, 40)}` : ''}`,
      value: `batch:${batch.id}`,
    })),
    { title: 'Serial numbers', value: bySerialNumber },
  ];
}

/** The scope behind a choice; the engine looks whether it exists. `undefined` for serial numbers, and for what is no choice. */
export function readScope(value: string): NamingScope | undefined {
  if (value === 'tenant') return { kind: 'tenant' };
  const [, kind, id] = /^(profile|batch):(.+)$/.exec(value) ?? [];
  if (kind === 'profile' && id !== undefined) return { kind, profile: id };
  return kind === 'batch' && id !== undefined ? { kind, batchId: id } : undefined;
}

/** The choice that stands for a scope. */
export function scopeValue(scope: NamingScope): string {
  switch (scope.kind) {
    case 'tenant':
      return 'tenant';
    case 'profile':
      return `profile:${scope.profile}`;
    case 'batch':
      return `batch:${scope.batchId}`;
    case 'devices':
      return bySerialNumber;
    default:
      return scope satisfies never;
  }
}
