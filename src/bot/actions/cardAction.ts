import { z } from 'zod/v4';
import { mostRemoved } from '../../registration/removal/refuseRemoval.ts';
import { mostMoved } from '../cards/mostMoved.ts';
import { namingActions } from './namingAction.ts';

const batchId = z.string().min(1).max(200);
const removedIds = z.array(z.string().min(1).max(300)).min(1).max(mostRemoved);
const movedIds = z.array(z.string().min(1).max(500)).max(mostMoved);
/** Ids of what a card showed when it was drawn. Cards of Preflight 0.1 have none. */
const shownId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .optional()
  .catch(undefined);
const onCard = { batchId: batchId.optional().catch(undefined), shown: shownId, digestId: shownId };
const chosen = z.string().max(200).catch('');

/** Data of every button the bot puts on a card. Ids only: rights and facts are read from the store and the authenticated sender. */
const actionSchema = z.discriminatedUnion('verb', [
  z.object({
    verb: z.literal('register'),
    batchId,
    profile: chosen,
    sharedMode: z.union([z.boolean(), z.stringbool()]).catch(false),
    note: z
      .string()
      .transform((note) => note.slice(0, 1_000))
      .catch(''),
  }),
  z.object({ verb: z.literal('cancel'), batchId }),
  z.object({ verb: z.literal('refreshBatch'), batchId }),
  z.object({ verb: z.literal('markShipped'), ...onCard }),
  z.object({ verb: z.literal('confirmActive'), ...onCard }),
  z.object({
    verb: z.literal('takeBack'),
    step: z.enum(['shipped', 'confirmed']),
    markId: z.string().min(1).max(200),
    reason: z.string().max(2_000).catch(''),
  }),
  z.object({ verb: z.literal('showFindings'), batchId }),
  z.object({ verb: z.literal('findingsPage'), batchId, page: z.coerce.number().int().min(1).max(100_000).catch(1) }),
  z.object({ verb: z.literal('closeFindings'), batchId }),
  z.object({ verb: z.literal('rejectedRows'), batchId }),
  z.object({ verb: z.literal('removeDevices'), deviceIds: removedIds }),
  z.object({ verb: z.literal('keepDevices'), deviceIds: removedIds }),
  z.object({ verb: z.literal('retryFailed'), ...onCard }),
  z.object({ verb: z.literal('moveDevices'), deviceIds: movedIds, doubleIds: movedIds, which: chosen, choice: chosen }),
  z.object({ verb: z.literal('cancelMove') }),
  z.object({
    verb: z.literal('stepChosen'),
    step: z.enum(['shipped', 'confirmed']),
    doubleIds: movedIds,
    which: chosen,
  }),
  ...namingActions,
  /** The same as writing the text. */
  z.object({ verb: z.literal('say'), text: z.string().min(1).max(200) }),
]);

/** What a press of a button asks for. */
export type CardAction = z.infer<typeof actionSchema>;

const executeSchema = z.object({
  action: z.object({ verb: z.string(), data: z.record(z.string(), z.unknown()).catch({}) }),
});

/** Reads the value of an `adaptiveCard/action` invoke (`Action.Execute`). */
export function readExecute(value: unknown): CardAction | undefined {
  const execute = executeSchema.safeParse(value);
  if (!execute.success) return undefined;
  const { verb, data } = execute.data.action;
  return actionSchema.safeParse({ ...data, verb }).data;
}

/** Reads the value of a message that a button sent (`Action.Submit`). */
export function readSubmit(value: unknown): CardAction | undefined {
  return actionSchema.safeParse(value).data;
}
