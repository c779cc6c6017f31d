import { type Answer, say } from '../answer.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import { receiveBytes } from './receiveBytes.ts';

/** Answers CSV text pasted into a message as if it were a file. */
export async function receivePasted(csv: string, turn: Turn, world: BotWorld): Promise<Answer[]> {
  const right = await checkRole(turn.sender.id, 'registrar', world);
  if (right.kind === 'denied') return [say(right.text)];
  return [await receiveBytes({ bytes: new TextEncoder().encode(csv), fileName: 'pasted text' }, turn, world)];
}
