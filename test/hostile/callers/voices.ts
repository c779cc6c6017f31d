import { randomUUID } from 'node:crypto';
import { everybody, type Person } from '../../../sandbox/tenant/people.ts';
import type { Stage } from './stage.ts';
import type { Tally } from './tally.ts';
import { ask, requestText } from './wire.ts';

/** Somebody of the sandbox's tenant, by given name. */
export function personCalled(givenName: string): Person {
  const person = everybody.find(({ displayName }) => displayName.startsWith(`${givenName} `));
  if (person === undefined) throw new Error(`Nobody of the sandbox is called ${givenName}.`);
  return person;
}

/** Sends an activity with a good token, as Teams would for this person, in a chat of theirs alone; resolves with what the bot said there. */
export async function speakAs(
  { id, displayName }: Pick<Person, 'id' | 'displayName'>,
  over: Record<string, unknown>,
  stage: Stage,
  tally: Tally,
): Promise<string> {
  const { provider, port, activity, connector } = stage;
  const conversation = `a:chat-of-${id}`;
  const body = {
    ...(JSON.parse(activity('help')) as Record<string, unknown>),
    id: randomUUID(),
    from: { id: `29:${id}`, name: displayName, aadObjectId: id },
    conversation: { conversationType: 'personal', id: conversation, tenantId: stage.sandbox.credentials.tenantId },
    ...over,
  };
  const before = connector.sent.length;
  const headers = { Authorization: `Bearer ${await provider.token()}`, 'Content-Type': 'application/json' };
  tally.note(await ask(port, requestText('POST', '/api/messages', headers, JSON.stringify(body))));
  return connector.sent
    .slice(before)
    .filter(({ conversationId }) => conversationId === conversation)
    .map(({ body: said }) => JSON.stringify(said))
    .join('\n');
}
