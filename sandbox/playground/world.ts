/** A person of the sandbox tenant as Playground shows them. */
export interface PlaygroundPerson {
  /** Entra object id; reaches the bot as `from.aadObjectId`. */
  objectId: string;
  /** `Alex Wilber` */
  name: string;
  givenName: string;
  surname: string;
  userPrincipalName: string;
}

/** Who and what exists in the chats that Playground plays. */
export interface PlaygroundWorld {
  /** Entra tenant id. */
  tenantId: string;
  /** Application (client) id and display name of the bot. */
  bot: { appId: string; name: string };
  /** The person at the keyboard; the only one with a personal chat that Playground shows. */
  currentUser: PlaygroundPerson;
  /** The others; Playground wants exactly five of them. All are in the group chat and in the team. */
  others: PlaygroundPerson[];
  team: {
    name: string;
    /** Object id of the Microsoft 365 group behind the team. */
    groupId: string;
    /** The one channel besides General. */
    channel: string;
  };
}

/**
 * Conversation and account ids in the shapes Teams gives them, so that nothing learns to rely on shorter ones:
 * a person is `29:…`, a bot `28:<app id>`, a channel `19:…@thread.tacv2`, a group chat `19:…@thread.v2`, a personal chat `a:…`.
 */
export const conversationIds = {
  personal: 'a:1preflight-personal-chat',
  group: '19:preflight-group-chat@thread.v2',
  /** The General channel has the id of its team. */
  general: '19:preflight-team@thread.tacv2',
  channel: '19:preflight-it-operations@thread.tacv2',
} as const;

/** Teams' id of a person in a chat. It is not the Entra object id. */
export function personAccountId(person: Pick<PlaygroundPerson, 'objectId'>): string {
  return `29:1${person.objectId}`;
}

/** Teams' id of a bot in a chat. */
export function botAccountId(bot: PlaygroundWorld['bot']): string {
  return `28:${bot.appId}`;
}
