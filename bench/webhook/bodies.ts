/** Of the tenant and the subscriptions that the bench plays. */
export const tenantId = '11111111-2222-4333-8444-555555555555';
export const clientState = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXN';

const guid = (kind: string, index: number) => `${kind.repeat(8)}-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** As many as the default policy names. */
export const groups = Array.from({ length: 15 }, (_, index) => ({
  groupId: guid('a', index),
  subscriptionId: guid('b', index),
}));

/** A POST of so many notifications, each of one member: as Graph sends them of groups. */
export function bodyOf(items: number): string {
  const value = Array.from({ length: items }, (_, index) => {
    const { groupId, subscriptionId } = groups[index % groups.length] ?? { groupId: '', subscriptionId: '' };
    return {
      changeType: 'updated',
      clientState,
      resource: `Groups/${groupId}`,
      resourceData: {
        '@odata.type': '#Microsoft.Graph.Group',
        id: groupId,
        organizationId: tenantId,
        'members@delta': [{ id: guid('c', index) }],
      },
      subscriptionExpirationDateTime: '2026-11-25T12:00:00Z',
      subscriptionId,
      tenantId,
    };
  });
  return JSON.stringify({ value });
}

/** The body of one notification, padded to the 579 bytes that a POST of Graph's samples has. */
export function smallBody(): string {
  const body = bodyOf(1);
  return `${body.slice(0, -1)}${' '.repeat(Math.max(0, 579 - body.length))}}`;
}
