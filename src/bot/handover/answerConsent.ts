import type { TurnContext } from 'botbuilder';
import { ActivityTypes } from 'botbuilder';
import { escapeMarkdown, plain } from '../cards/text.ts';
import { about } from '../known/about.ts';
import { knownCard } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import { unreadableAction } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { allowedLink, hostOf } from '../upload/isAllowed.ts';
import { explainUpload } from './explainUpload.ts';
import { type Consent, infoAttachment, type OfferContext, readConsent, type UploadPlace } from './fileConsent.ts';
import { makeFile, notHandedOver } from './makeFile.ts';
import { type Uploading, upload } from './upload.ts';

/**
 * Answers whether somebody wants a file: makes it, puts it where Teams said and shows it. The question is replaced by its answer, so that it
 * is not answered twice where it can still be seen.
 */
export async function answerConsent(context: TurnContext, turn: Turn, world: BotWorld): Promise<void> {
  const consent = readConsent(turn.value);
  if (consent === undefined) await context.sendActivity(unreadableAction);
  else if (consent.action === 'decline')
    await closeQuestion(context, consent.context, turn, notHandedOver(consent.context), world);
  else await handOver(context, consent, turn, world);
  await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: { status: 200 } });
}

async function handOver(
  context: TurnContext,
  { context: asked, uploadInfo }: Extract<Consent, { action: 'accept' }>,
  turn: Turn,
  world: BotWorld,
): Promise<void> {
  const file = await makeFile(asked, turn, world);
  if (file.kind === 'refused') return sayTo(context, escapeMarkdown(file.text, 400));
  const done = await putFile(uploadInfo, file.bytes, world.download);
  if (done.kind !== 'ok') {
    world.log.warn({ ...done }, 'a file was not handed over');
    return sayTo(context, explainUpload(file.name, done, file.again));
  }
  const name = uploadInfo.name === '' ? file.name : uploadInfo.name;
  await context.sendActivity({
    type: ActivityTypes.Message,
    attachments: [infoAttachment({ ...uploadInfo, name: plain(name, 200) })],
  });
  await closeQuestion(context, asked, turn, `${escapeMarkdown(name)} is in your OneDrive.`, world);
}

/** Puts a file where Teams said, unless the link that would open it afterwards leads elsewhere: people press what the bot shows. */
async function putFile(
  { uploadUrl, contentUrl }: UploadPlace,
  bytes: Uint8Array,
  limits: BotWorld['download'],
): Promise<Uploading> {
  if (allowedLink(contentUrl, limits) === undefined) return { kind: 'elsewhere', host: hostOf(contentUrl) };
  return upload(uploadUrl, bytes, limits);
}

async function sayTo(context: TurnContext, text: string): Promise<void> {
  await context.sendActivity({ type: ActivityTypes.Message, text, textFormat: 'markdown' });
}

/** Puts a sentence in the place of the question; beside it, where the question cannot be edited or is not known to be one. */
async function closeQuestion(
  context: TurnContext,
  asked: OfferContext,
  turn: Turn,
  text: string,
  { registration, log }: Pick<BotWorld, 'registration' | 'log'>,
): Promise<void> {
  const id = await knownCard(about.offer('batchId' in asked ? asked.batchId : asked.file), turn, { registration });
  if (id === undefined) return sayTo(context, text);
  try {
    await context.updateActivity({ type: ActivityTypes.Message, id, text, textFormat: 'markdown' });
  } catch (error) {
    log.warn({ err: error }, 'the question for a file could not be replaced by its answer');
    await sayTo(context, text);
  }
}
