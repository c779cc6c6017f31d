import type { Answer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import { receiveBytes } from './receiveBytes.ts';

/** Answers CSV text pasted into a message as if it were a file. */
export async function receivePasted(csv: string, turn: Turn, world: BotWorld): Promise<Answer[]> {
  return [await receiveBytes({ bytes: new TextEncoder().encode(csv), fileName: 'pasted text' }, turn, world)];
}
