import { recognise } from '../../registration/intake/recognise.ts';
import type { Answer } from '../answer.ts';
import { say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import { download } from './download.ts';
import { explainDownload } from './explainDownload.ts';
import { receiveBytes } from './receiveBytes.ts';
import { type SentFile, sentFiles } from './sentFiles.ts';

/** Answers a message with files: one report card each. Rights are checked before anything is fetched. */
export async function receiveFiles(turn: Turn, world: BotWorld): Promise<Answer[]> {
  const right = await checkRole(turn.sender.id, 'registrar', world);
  if (right.kind === 'denied') return [say(right.text)];
  const { files, others } = sentFiles(turn);
  const lists = files.filter(({ name }) => recognise({ name }).kind !== 'picture');
  const pictures = files.filter((file) => !lists.includes(file));
  const answers: Answer[] = [];
  for (const file of lists) answers.push(await receiveFile(file, turn, world));
  // A picture beside a list only shows something of it.
  for (const name of [...pictures.map(({ name }) => name), ...others])
    if (lists.length === 0 || recognise({ name }).kind !== 'picture') answers.push(say(wrongType(name)));
  return answers;
}

async function receiveFile(file: SentFile, turn: Turn, world: BotWorld): Promise<Answer> {
  const known = recognise({ name: file.name });
  if (known.kind === 'container') return say(wrongType(file.name, known));
  const fetched = await download(file.downloadUrl, world.download);
  if (fetched.kind === 'ok' && recognise({ name: file.name, bytes: fetched.bytes }).kind === 'picture')
    return say(wrongType(file.name));
  if (fetched.kind === 'ok') return receiveBytes({ bytes: fetched.bytes, fileName: file.name }, turn, world);
  world.log.warn({ ...fetched }, 'a file was not downloaded');
  return say(explainDownload(file.name, fetched));
}

function wrongType(name: string, known?: { what: string; remedy: string }): string {
  const sort = known === undefined ? '' : ` but, by its name, ${known.what}. ${known.remedy} Only text is read`;
  return (
    `${escapeMarkdown(name)} is not a CSV file${sort}. Send a CSV with the columns **Device Serial Number**, **Windows Product ID** and ` +
    '**Hardware Hash**; send `sample` to see how to get one.'
  );
}
