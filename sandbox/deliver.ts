import type { Deliver } from './admin/parts.ts';
import { createSender } from './playground/sender.ts';
import type { PlaygroundWorld } from './playground/world.ts';

/**
 * Sends a file of the sandbox's file host into the chat, as Teams would: the bot gets a message with a download link. Rejects for a person
 * who has no personal chat in Playground: it shows that of the person at the keyboard only.
 */
export function deliverToChat(chatOrigin: string, world: PlaygroundWorld): Deliver {
  const sender = createSender(chatOrigin, world);
  return async (file, userId) => {
    const { currentUser } = world;
    if (userId === currentUser.objectId) return sender.deliverFile({ ...file, from: currentUser });
    const person = world.others.find(({ objectId }) => objectId === userId)?.name ?? 'this person';
    throw new Error(
      `files reach a bot in personal chat, and Agents Playground shows that of ${currentUser.name} only; ${person} cannot send one here.`,
    );
  };
}
