import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret for the notifications of one subscription: 32 random bytes, 43 characters of the 128 that Graph takes. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a secret, hex; of 256 random bits nobody finds the way back. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret);
}

/** Compares two secrets in a time that depends on their lengths only. */
export function isSameSecret(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Compares two hashes of secrets in constant time. */
export function isSameHash(one: string, other: string | undefined): boolean {
  return other !== undefined && one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
