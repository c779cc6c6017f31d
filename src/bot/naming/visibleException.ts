import type { NamingView } from '../../registration/naming/naming.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** An exception as this person may see it: a draft is for who writes it only. */
export async function visibleException(
  id: string,
  { sender }: Pick<Turn, 'sender'>,
  { registration }: Pick<BotWorld, 'registration'>,
): Promise<NamingView | undefined> {
  const view = await registration.naming.exception(id);
  const hidden = view?.exception.state === 'draft' && !isSamePerson(view.exception.requester, sender);
  return hidden ? undefined : view;
}
