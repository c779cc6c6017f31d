import { parentPort } from 'node:worker_threads';
import fc from 'fast-check';
import { escapeMarkdown, plain } from '../../src/bot/cards/text.ts';
import { closestWord } from '../../src/bot/commands/closestWord.ts';
import { moveArgument } from '../../src/bot/commands/moveArgument.ts';
import { parseCommand } from '../../src/bot/commands/parseCommand.ts';
import { readSerialNumbers } from '../../src/bot/serialNumbers/readSerialNumbers.ts';
import { withoutMentions } from '../../src/bot/text/withoutMentions.ts';
import { pastedCsv } from '../../src/bot/upload/pastedCsv.ts';
import { sentFiles } from '../../src/bot/upload/sentFiles.ts';
import { csvBytes } from '../../src/registration/csvBytes.ts';
import { defaultPolicy } from '../../src/registration/policy/defaultPolicy.ts';
import { countSteps } from './countSteps.ts';

const html = (content: string) => ({ text: '', attachments: [{ contentType: 'text/html', name: '', content }] });

/** Everything that what people write goes through. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'a command': parseCommand,
  'a message without its mentions': withoutMentions,
  'pasted text': (text) => pastedCsv({ text, attachments: [] }),
  'its formatted copy': (text) => pastedCsv(html(text)),
  'what follows move': (text) => moveArgument(text, defaultPolicy),
  'serial numbers': (text) => readSerialNumbers(text, { devices: async () => [] }),
  'the word that was meant': (text) => closestWord(text, ['status', 'subscriptions', 'help']),
  'one line of a card': (text) => plain(text),
  'a text of a message': (text) => escapeMarkdown(text, 1_000),
  'the name of a file': (text) => sentFiles({ attachments: [{ contentType: 'x', name: text, content: {} }] }),
  'a cell of an export': (text) => csvBytes([[text]]),
};

const signs = ['<', '>', '<at>', '</at>', '<at ', '<br', '&nbsp;', '&', ' ', '\n', '.', '!', "'", '"', ',', ';', '/'];
const words = [
  'to ',
  'First ',
  'and ',
  'T0EA',
  'hardware hash ',
  'device serial number ',
  '=',
  '{{',
  '\u200b',
  'a',
  '\\',
];

/** What is wrong with a reader, as one line; `undefined` when its steps grow as the text does. */
async function examine(read: (text: string) => unknown): Promise<string | undefined> {
  const property = fc.asyncProperty(
    fc.array(fc.constantFrom(...signs, ...words), { minLength: 1, maxLength: 3 }),
    fc.array(fc.constantFrom(...signs, ...words), { maxLength: 2 }),
    async (repeated, last) => {
      const text = (times: number) => repeated.join('').repeat(times) + last.join('');
      const once = await countSteps(() => read(text(500)));
      // Doubled twice: 4 times the steps, and 16 times where each doubling takes four times as many.
      const doubled = await countSteps(() => read(text(2_000)));
      // V8 forgets counts of functions it throws away meanwhile: a few steps for each character are well, whatever was counted before.
      const most = Math.max(8 * once, 40 * text(2_000).length);
      if (doubled > most) throw new Error(`${once} steps, then ${doubled}`);
    },
  );
  const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: 15 });
  return failed ? `${JSON.stringify(counterexample)}: ${String(errorInstance)}` : undefined;
}

/** Takes four times as many steps for twice the text: shows that the count sees it. */
function quadratic(text: string): void {
  for (let at = 0; at < text.length; at += 1) text.indexOf('never', at);
}

/*
 * Answers, for each reader, its name and what is wrong with it. In a thread of its own, since V8 counts, and slows down, everything that is
 * loaded beside it.
 */
for (const [name, read] of Object.entries({ ...readers, quadratic }))
  parentPort?.postMessage([name, await examine(read)]);
