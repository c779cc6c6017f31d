import type { PlaygroundPerson, PlaygroundWorld } from '../../sandbox/playground/world.ts';

function person(number: number, givenName: string, surname: string): PlaygroundPerson {
  const objectId = `0000000${number}-aaaa-4bbb-8ccc-0123456789ab`;
  return {
    objectId,
    givenName,
    surname,
    name: `${givenName} ${surname}`,
    userPrincipalName: `${givenName.toLowerCase()}@contoso.example`,
  };
}

/** The person at the keyboard of `testWorld`. */
export const alex = person(0, 'Alex', 'Wilber');
/** Another member of the team. */
export const megan = person(1, 'Megan', 'Bowen');

/** People and a team to play chats with. */
export const testWorld: PlaygroundWorld = {
  tenantId: '11111111-2222-4333-8444-555555555555',
  bot: { appId: '99999999-8888-4777-8666-555555555555', name: 'Preflight' },
  currentUser: alex,
  others: [
    megan,
    person(2, 'Adele', 'Vance'),
    person(3, 'Isaiah', 'Langer'),
    person(4, 'Patti', 'Fernandez'),
    person(5, 'Lynne', 'Robbins'),
  ],
  team: { name: 'IT', groupId: '22222222-2222-4333-8444-555555555555', channel: 'IT operations' },
};
