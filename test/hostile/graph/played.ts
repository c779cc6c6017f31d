import type { Device } from '../../../src/registration/lifecycle/device.ts';

/** Devices of the journey. */
export const fleet = 20;

/** Ends a journey that does not come to its end by itself; the message says why. */
export class Stopped extends Error {}

/** What one journey came to. */
export interface Played {
  told: { conversationId: string; kind: string; serialNumber: string; at: number }[];
  imports: number[];
  stagingLeft: number;
  devices: Device[];
  requests: number;
  tokens: number;
  tokensAbroad: number;
  lies: number;
  /** First and last lie, virtual milliseconds after the start; absent when none was told. */
  lying: { from: number; until: number } | undefined;
  /** What `health` said, with the virtual milliseconds after the start at which it first and last did. */
  health: { sentence: string; from: number; until: number }[];
  healthAtEnd: string[];
  /** What people were told of roles that is not so. */
  wrongRoles: string[];
  errors: string[];
  posts: string[];
  usersLost: number;
  /** Why it did not come to its end. */
  stopped: string | undefined;
  hours: number;
}
