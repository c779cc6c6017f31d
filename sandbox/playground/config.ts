import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  botAccountId,
  conversationIds,
  type PlaygroundPerson,
  type PlaygroundWorld,
  personAccountId,
} from './world.ts';

/** Playground 0.2.28 exits at start with fewer or more. */
const otherPeople = 5;

/**
 * Writes Playground's configuration into a folder, created if needed, and returns the file's path (for `M365_AGENTS_PLAYGROUND_CONFIG_PATH`).
 * Throws when the world does not have exactly five people besides the one at the keyboard, or two people share an object id.
 */
export async function writePlaygroundConfig(folder: string, world: PlaygroundWorld): Promise<string> {
  const file = join(folder, '.m365agentsplayground.yml');
  await mkdir(folder, { recursive: true });
  // Every JSON text is a YAML text.
  await writeFile(file, `${JSON.stringify(playgroundConfig(world), undefined, 2)}\n`);
  return file;
}

/**
 * The configuration in Playground's strict schema 0.1.1: an unknown or missing key stops it at start.
 * The `id` of the team doubles as the id of its General channel, and at most one more channel is allowed.
 */
export function playgroundConfig(world: PlaygroundWorld) {
  if (world.others.length !== otherPeople) {
    throw new Error(
      `Playground wants exactly ${otherPeople} people besides the one at the keyboard, not ${world.others.length}.`,
    );
  }
  const everybody = [world.currentUser, ...world.others];
  if (new Set(everybody.map((person) => person.objectId)).size !== everybody.length) {
    throw new Error('Two people of the Playground configuration share an Entra object id; give each their own.');
  }
  return {
    version: '0.1.1',
    tenantId: world.tenantId,
    bot: { id: botAccountId(world.bot), name: world.bot.name },
    currentUser: user(world.currentUser),
    users: world.others.map(user),
    personalChat: { id: conversationIds.personal },
    groupChat: { id: conversationIds.group, name: 'Rollout' },
    team: {
      id: conversationIds.general,
      name: world.team.name,
      aadGroupId: world.team.groupId,
      channels: [{ id: conversationIds.channel, name: world.team.channel }],
    },
  };
}

function user(person: PlaygroundPerson) {
  return {
    id: personAccountId(person),
    name: person.name,
    // The schema's own spelling.
    userPrincipleName: person.userPrincipalName,
    aadObjectId: person.objectId,
    givenName: person.givenName,
    surname: person.surname,
    email: person.userPrincipalName,
  };
}
