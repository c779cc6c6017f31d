import type { PlaygroundPerson, PlaygroundWorld } from './playground/world.ts';
import { chatPeople, type Person } from './tenant/people.ts';
import { presetTenantId } from './tenant/preset.ts';
import { guidOf } from './tenant/random.ts';

/** The chats of the preset tenant: its people with their Entra object ids, the first of them at the keyboard, and the IT team with its channel. */
export function chatWorld(): PlaygroundWorld {
  const [first, ...others] = chatPeople.map(playgroundPerson);
  if (first === undefined) throw new Error('The preset tenant has nobody who writes in the chat.');
  return {
    tenantId: presetTenantId,
    bot: { appId: guidOf('app:preflight'), name: 'Preflight' },
    currentUser: first,
    others,
    team: { name: 'IT', groupId: guidOf('group:IT'), channel: 'IT operations' },
  };
}

/** The person of the preset tenant with this given name. Throws when there is none. */
export function chatPerson(givenName: string): PlaygroundPerson {
  const person = chatPeople.find((each) => each.givenName === givenName);
  if (person === undefined)
    throw new Error(
      `Nobody called ${givenName} writes in the chat; there are ${chatPeople.map((each) => each.givenName).join(', ')}.`,
    );
  return playgroundPerson(person);
}

function playgroundPerson(person: Person): PlaygroundPerson {
  const { id, displayName, givenName, surname, userPrincipalName } = person;
  return { objectId: id, name: displayName, givenName, surname, userPrincipalName };
}
