import type { Activity } from 'botbuilder';
import { z } from 'zod/v4';

const account = z.looseObject({ id: z.string().min(1) });

/** Files, pictures and cards of one message; Teams allows ten files. */
const mostAttachments = 100;
/** Mentions and the like. */
const mostEntities = 500;

/** A list of objects, none of which is looked into: one that is too long or holds something else is one problem, not one for each item. */
const objects = (most: number) =>
  z
    .array(z.unknown())
    .max(most)
    .refine((items) => items.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item)))
    .transform((items) => items as Record<string, unknown>[]);

/** What every activity from Teams has; without it the SDK throws where nobody catches. */
const incomingSchema = z.looseObject({
  type: z.string().min(1),
  channelId: z.literal('msteams'),
  serviceUrl: z.url({ protocol: /^https?$/ }),
  conversation: account,
  from: account,
  recipient: account,
  text: z.string().nullish(),
  attachments: objects(mostAttachments).nullish(),
  entities: objects(mostEntities)
    .nullish()
    .transform((entities) => entities?.filter(isUsable)),
});

/** A mention of nobody, which the SDK cannot read, is no mention. */
function isUsable(entity: Record<string, unknown>): boolean {
  const { type, mentioned } = entity;
  return type !== 'mention' || account.safeParse(mentioned).success;
}

/** Fields by which a sender would choose how the SDK answers, or whom it takes the sender for; Teams sends none of them to a bot. */
const steering = ['deliveryMode', 'callerId', 'relatesTo'] as const;

const dates = ['timestamp', 'localTimestamp', 'expiration'] as const;

/** Reads a request body as an activity of Microsoft Teams, or says what is wrong with it. */
export function readIncomingActivity(
  body: unknown,
): { kind: 'activity'; activity: Activity } | { kind: 'malformed'; problem: string } {
  const parsed = incomingSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? 'The body' : `The body's ${issue.path.join('.')}`;
    return { kind: 'malformed', problem: `${where} is not that of a Microsoft Teams activity.` };
  }
  const activity: Record<string, unknown> = { ...parsed.data };
  for (const name of steering) delete activity[name];
  for (const name of dates) {
    // The SDK's type has dates where the wire has text, and breaks on what is none.
    const date = new Date(typeof activity[name] === 'string' ? activity[name] : Number.NaN);
    if (Number.isNaN(date.getTime())) delete activity[name];
    else activity[name] = date;
  }
  return { kind: 'activity', activity: activity as unknown as Activity };
}
