import type { Answer } from '../answer.ts';
import { say } from '../answer.ts';
import { count, enumerate, escapeMarkdown } from '../cards/text.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import { download } from './download.ts';
import { explainDownload } from './explainDownload.ts';
import type { FileQueue } from './fileQueue.ts';
import { receiveBytes } from './receiveBytes.ts';
import { type SentFile, sentFiles } from './sentFiles.ts';

/** What a reader of hardware hashes can open; a name without an extension is tried. */
const readable = /\.(csv|txt|tsv)$|^[^.]+$/i;

/** Files of one message that are read. Teams takes ten attachments. */
const mostFiles = 20;

/** What files are received with. */
export type FileWorld = BotWorld & { queue: FileQueue };

/** Answers a message with files: one report card each. Rights were checked before: nothing is fetched for who has none. */
export async function receiveFiles(turn: Turn, world: FileWorld): Promise<Answer[]> {
  const { files, others } = sentFiles(turn);
  const { toRead = [], wrong = [] } = Object.groupBy(files, ({ name }) => (readable.test(name) ? 'toRead' : 'wrong'));
  const wrongNames = [...wrong.map(({ name }) => name), ...others];
  const answers: Answer[] = [];
  for (const file of toRead.slice(0, mostFiles)) answers.push(await receiveInTurn(file, turn, world));
  if (toRead.length > mostFiles)
    answers.push(
      say(
        `These are ${count(toRead.length, 'file')}, and ${mostFiles} are read of one message. Send the others again: ${listed(toRead.slice(mostFiles).map(({ name }) => name))}.`,
      ),
    );
  if (wrongNames.length > 0) answers.push(say(wrongType(wrongNames)));
  return answers;
}

async function receiveInTurn(file: SentFile, turn: Turn, world: FileWorld): Promise<Answer> {
  const answer = await world.queue.run(turn.sender.id, () => receiveFile(file, turn, world));
  return (
    answer ??
    say(
      `${escapeMarkdown(file.name)} was not read: too many of your files are waiting. Send it again when the others are answered.`,
    )
  );
}

async function receiveFile(file: SentFile, turn: Turn, world: BotWorld): Promise<Answer> {
  const fetched = await download(file.downloadUrl, world.download);
  if (fetched.kind === 'ok') return receiveBytes({ bytes: fetched.bytes, fileName: file.name }, turn, world);
  world.log.warn({ ...fetched }, 'a file was not downloaded');
  return say(explainDownload(file.name, fetched));
}

function listed(names: readonly string[]): string {
  return enumerate(names.map((name) => escapeMarkdown(name)));
}

function wrongType(wrong: readonly string[]): string {
  const they = wrong.length === 1 ? 'is not a CSV file' : 'are not CSV files';
  return (
    `${listed(wrong)} ${they}. Send a CSV with the columns **Device Serial Number**, **Windows Product ID** and ` +
    '**Hardware Hash**; send `sample` to see how to get one.'
  );
}
