import type { NamingException, NamingScope } from '../../registration/naming/namingException.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { ScopeChoice } from '../cards/nameRequestCard.ts';
import { count } from '../cards/text.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** Stands before the id of a request whose serial numbers are too many for the form: the choice means the devices it names. */
const prefix = 'request:';

/** The choice that stands for the devices a request names. */
export function keptValue({ id }: Pick<NamingException, 'id'>): string {
  return `${prefix}${id}`;
}

/** The devices behind such a choice; `undefined` where it is none, or the request is not of this person, or gone. */
export async function keptDevices(
  value: string,
  { sender }: Pick<Turn, 'sender'>,
  { registration }: Pick<BotWorld, 'registration'>,
): Promise<Extract<NamingScope, { kind: 'devices' }> | undefined> {
  if (!value.startsWith(prefix)) return undefined;
  const view = await registration.naming.exception(value.slice(prefix.length));
  if (view === undefined || !isSamePerson(view.exception.requester, sender)) return undefined;
  const { scope } = view.exception;
  return scope.kind === 'devices' ? scope : undefined;
}

/** Such a choice for the form, where one is chosen. */
export async function keptChoices(
  value: string,
  turn: Pick<Turn, 'sender'>,
  world: Pick<BotWorld, 'registration'>,
): Promise<ScopeChoice[]> {
  const scope = await keptDevices(value, turn, world);
  return scope === undefined
    ? []
    : [{ title: `The ${count(scope.deviceIds.length, 'device')} of this request`, value }];
}
