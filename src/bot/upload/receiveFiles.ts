import type { Answer } from '../answer.ts';
import { say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import { download } from './download.ts';
import { explainDownload } from './explainDownload.ts';
import { receiveBytes } from './receiveBytes.ts';
import { type SentFile, sentFiles } from './sentFiles.ts';

/** What a reader of hardware hashes can open; a name without an extension is tried. */
const readable = /\.(csv|txt|tsv)$|^[^.]+$/i;

/** Answers a message with files: one report card each. Rights were checked before: nothing is fetched for who has none. */
export async function receiveFiles(turn: Turn, world: BotWorld): Promise<Answer[]> {
  const { files, others } = sentFiles(turn);
  const answers: Answer[] = [];
  for (const file of files) answers.push(await receiveFile(file, turn, world));
  for (const name of others) answers.push(say(wrongType(name)));
  return answers;
}

async function receiveFile(file: SentFile, turn: Turn, world: BotWorld): Promise<Answer> {
  if (!readable.test(file.name)) return say(wrongType(file.name));
  const fetched = await download(file.downloadUrl, world.download);
  if (fetched.kind === 'ok') return receiveBytes({ bytes: fetched.bytes, fileName: file.name }, turn, world);
  world.log.warn({ ...fetched }, 'a file was not downloaded');
  return say(explainDownload(file.name, fetched));
}

function wrongType(name: string): string {
  return (
    `${escapeMarkdown(name)} is not a CSV file. Send a CSV with the columns **Device Serial Number**, **Windows Product ID** and ` +
    '**Hardware Hash**; send `sample` to see how to get one.'
  );
}
