import type { Digest, DigestDelivery } from './digest.ts';

/** The digest with another state of one of its deliveries. */
export function withDelivery(digest: Digest, delivery: DigestDelivery): Digest {
  const { conversationId } = delivery;
  return {
    ...digest,
    deliveries: digest.deliveries.map((known) => (known.conversationId === conversationId ? delivery : known)),
  };
}
