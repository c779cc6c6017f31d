import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import { checkRole, checkRoleNow } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import { stepWords } from './stepWords.ts';

/** Whether the sender may take back what was said, as a registrar or, after a day, as an administrator. It changes the record of what people did, so the directory is asked now. */
export async function mayTakeBack(
  step: PersonsStep,
  { sender }: Pick<Turn, 'sender'>,
  world: Pick<BotWorld, 'roles' | 'log'>,
): Promise<{ kind: 'granted'; isAdministrator: boolean } | { kind: 'denied'; text: string }> {
  const registrar = await checkRoleNow(sender.id, 'registrar', world, stepWords[step].undoPurpose);
  if (registrar.kind === 'denied') return registrar;
  // Read a moment ago with the other role.
  const administrator = await checkRole(sender.id, 'administrator', world);
  return { kind: 'granted', isAdministrator: administrator.kind === 'granted' };
}
