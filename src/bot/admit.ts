import { z } from 'zod/v4';

const optionalId = z.string().optional().catch(undefined);
const none = undefined;

/** Every place where Teams names the tenant of a conversation or a sender. */
const tenantsSchema = z.object({
  from: z
    .object({ tenantId: optionalId, aadObjectId: optionalId, userRole: optionalId, userPrincipalName: optionalId })
    .catch({}),
  conversation: z.object({ tenantId: optionalId }).catch({}),
  channelData: z
    .object({ tenant: z.object({ id: optionalId }).optional().catch(none) })
    .optional()
    .catch(none),
});

/**
 * Whether an activity comes from our tenant. At least one place must name the tenant, and all that do must name ours: in a shared channel the
 * conversation can be ours and the sender another organisation's. Guests that it
 * names as such are refused as well; the others are found in the directory, when rights are asked (`access/checkAccess.ts`).
 */
export function isFromTenant(activity: unknown, tenantId: string): boolean {
  const parsed = tenantsSchema.safeParse(activity);
  if (!parsed.success) return false;
  const { from, conversation, channelData } = parsed.data;
  const named = [channelData?.tenant?.id, conversation.tenantId, from.tenantId].filter(
    (id) => id !== undefined && id !== '',
  );
  if (from.userRole?.toLowerCase() === 'guest' || /#EXT#/i.test(from.userPrincipalName ?? '')) return false;
  return named.length > 0 && named.every((id) => id?.toLowerCase() === tenantId.toLowerCase());
}
