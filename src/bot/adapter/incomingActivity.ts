import type { Activity } from 'botbuilder';
import { z } from 'zod/v4';

const account = z.looseObject({ id: z.string().min(1) });

/** What every activity from Teams has; without it the SDK throws where nobody catches. */
const incomingSchema = z.looseObject({
  type: z.string().min(1),
  channelId: z.literal('msteams'),
  serviceUrl: z.url({ protocol: /^https?$/ }),
  conversation: account,
  from: account,
  recipient: account,
  text: z.string().nullish(),
  attachments: z.array(z.looseObject({})).nullish(),
  entities: z
    .array(z.looseObject({}))
    .nullish()
    .transform((entities) => entities?.filter(isUsable)),
});

/** A mention of nobody, which the SDK cannot read, is no mention. */
function isUsable(entity: Record<string, unknown>): boolean {
  const { type, mentioned } = entity;
  return type !== 'mention' || account.safeParse(mentioned).success;
}

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
  for (const name of dates) {
    // The SDK's type has dates where the wire has text.
    if (typeof activity[name] === 'string') activity[name] = new Date(activity[name]);
  }
  return { kind: 'activity', activity: activity as unknown as Activity };
}
