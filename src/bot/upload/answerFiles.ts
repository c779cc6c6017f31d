import { type Answer, say } from '../answer.ts';
import { filesOnlyInPersonalChat } from '../commands/register.ts';
import type { Turn } from '../turn.ts';
import { type FileWorld, receiveFiles } from './receiveFiles.ts';

/** Answers files: with their reports in the personal chat, elsewhere with the way there, so that serial numbers are not shown to a whole channel. */
export async function answerFiles(turn: Turn, world: FileWorld): Promise<Answer[]> {
  return turn.conversation.kind === 'personal' ? receiveFiles(turn, world) : [say(filesOnlyInPersonalChat(turn))];
}
