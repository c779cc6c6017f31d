import { sendingFiles } from '../access/access.ts';
import { checkAccess } from '../access/checkAccess.ts';
import { type Answer, say } from '../answer.ts';
import { filesOnlyInPersonalChat } from '../commands/register.ts';
import type { Turn } from '../turn.ts';
import { type FileWorld, receiveFiles } from './receiveFiles.ts';

/** Answers files: with their reports in the personal chat, elsewhere with the way there, so that serial numbers are not shown to a whole channel. */
export async function answerFiles(turn: Turn, world: FileWorld): Promise<Answer[]> {
  if (turn.conversation.kind !== 'personal') return [say(filesOnlyInPersonalChat(turn))];
  const right = await checkAccess(sendingFiles, 'file', turn, world);
  return right.kind === 'denied' ? [say(right.text)] : receiveFiles(turn, world);
}
