import type { PlaygroundPerson, PlaygroundWorld } from './playground/world.ts';
import { chatPeople, chatPeopleFrom, type Person } from './tenant/people.ts';
import { presetTenantId } from './tenant/preset.ts';
import { guidOf } from './tenant/random.ts';

/**
 * The chats of the preset tenant: its people with their Entra object ids, the one with this given name at the keyboard (the first when left out), and the IT
 * team with its channel. Throws when nobody is called so.
 */
export function chatWorld(givenName?: string): PlaygroundWorld {
  const atKeyboard = givenName === undefined ? undefined : named(givenName).id;
  const [first, ...others] = chatPeopleFrom(atKeyboard).map(playgroundPerson);
  if (first === undefined) throw new Error('The preset tenant has nobody who writes in the chat.');
  return {
    tenantId: presetTenantId,
    bot: { appId: guidOf('app:preflight'), name: 'Preflight' },
    currentUser: first,
    others,
    team: { name: 'IT', groupId: guidOf('group:IT'), channel: 'IT operations' },
  };
}

/** The person of the preset tenant with this given name, whatever its case. Throws when there is none. */
export function chatPerson(givenName: string): PlaygroundPerson {
  return playgroundPerson(named(givenName));
}

/** Who the person at the keyboard is, for people: `Nestor Wilke, approver and registrar`. */
export function describePerson({ objectId, name }: PlaygroundPerson): string {
  const roles = chatPeople.find(({ id }) => id === objectId)?.roles ?? [];
  return `${name}, ${roles.length === 0 ? 'without a role' : roles.join(' and ')}`;
}

function named(givenName: string): Person {
  const person = chatPeople.find((each) => each.givenName.toLowerCase() === givenName.toLowerCase());
  if (person === undefined)
    throw new Error(
      `Nobody called ${givenName} writes in the chat; there are ${chatPeople.map((each) => each.givenName).join(', ')}.`,
    );
  return person;
}

function playgroundPerson(person: Person): PlaygroundPerson {
  const { id, displayName, givenName, surname, userPrincipalName } = person;
  return { objectId: id, name: displayName, givenName, surname, userPrincipalName };
}
