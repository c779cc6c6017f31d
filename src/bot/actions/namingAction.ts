import { z } from 'zod/v4';

const exceptionId = z.string().min(1).max(200);
const profileId = z.string().min(1).max(200);
const page = z.coerce.number().int().min(1).max(100_000).catch(1);

/** What somebody wrote in a short field, or chose; longer than any such field is cut, and is then refused. */
function written(limit: number) {
  return z
    .string()
    .transform((text) => text.slice(0, limit).trim())
    .catch('');
}

/** What a card asked about, as it comes back: compared, so never cut. */
const echoed = z.string().catch('');
/** What somebody wrote in a long field: never cut, so that it is refused where it is too long. The listener bounds it. */
const whole = z.string().catch('');
const comment = whole.transform((text) => text.trim());

/** Data of the buttons about names of devices. */
export const namingActions = [
  z.object({
    verb: z.literal('previewNaming'),
    scope: written(220),
    serialNumbers: whole,
    what: written(20),
    template: written(100),
    reason: whole.transform((text) => text.trim()),
    lastDay: written(10),
  }),
  z.object({ verb: z.literal('changeNaming'), exceptionId }),
  z.object({ verb: z.literal('dropNaming'), exceptionId }),
  z.object({ verb: z.literal('sendNaming'), exceptionId }),
  z.object({ verb: z.literal('approveNaming'), exceptionId, comment }),
  z.object({ verb: z.literal('denyNaming'), exceptionId, comment }),
  z.object({ verb: z.literal('withdrawNaming'), exceptionId }),
  z.object({ verb: z.literal('revokeNaming'), exceptionId, comment }),
  z.object({ verb: z.literal('extendNaming'), exceptionId, lastDay: written(10) }),
  z.object({ verb: z.literal('showNaming'), exceptionId }),
  z.object({ verb: z.literal('showMisfits'), exceptionId }),
  z.object({ verb: z.literal('misfitsPage'), exceptionId, page }),
  z.object({ verb: z.literal('setNameTemplate'), profileId }),
  /** `wanted`: what the card asked about, to be compared. */
  z.object({ verb: z.literal('confirmNameTemplate'), profileId, wanted: echoed }),
  z.object({ verb: z.literal('keepNameTemplate') }),
  z.object({ verb: z.literal('askForRenames') }),
  /** `shown`: the template the card asked about, to be compared. */
  z.object({ verb: z.literal('allowRenames'), shown: echoed }),
  z.object({ verb: z.literal('leaveNames') }),
] as const;
