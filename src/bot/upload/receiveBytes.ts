import type { Answer } from '../answer.ts';
import { reportCard, reportTitle } from '../cards/reportCard.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** Has a file read and answers with its report; the place of the card is remembered once it is sent. */
export async function receiveBytes(
  file: { bytes: Uint8Array; fileName: string },
  turn: Turn,
  { registration, policy }: Pick<BotWorld, 'registration' | 'policy'>,
): Promise<Answer> {
  const { id: conversationId, baseId } = turn.conversation;
  const batch = await registration.receive({ ...file, requester: turn.sender, conversationId: baseId });
  return {
    kind: 'card',
    card: reportCard(batch, policy),
    summary: reportTitle(batch),
    onSent: (activityId) => registration.placeCard(batch.id, { conversationId, activityId }),
  };
}
