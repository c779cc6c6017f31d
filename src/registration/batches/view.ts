import type { Problem, Step } from '../lifecycle/device.ts';
import type { Trouble } from '../ports/health.ts';
import type { CardButtons } from '../shipping/shownDevices.ts';
import type { Batch } from './batch.ts';

/** A batch and what its devices add up to, computed when asked for. Times in milliseconds since 1970 UTC. */
export interface BatchView {
  batch: Batch;
  /** `Standard`, `Sensitive data`, `Power user`; absent while a draft. */
  profileLabel: string | undefined;
  groupTag: string | undefined;
  total: number;
  /** How many devices are past each point; each count includes those further on. */
  reached: {
    /** In an import request that Autopilot took. */
    sent: number;
    inAutopilot: number;
    knownToEntra: number;
    inGroups: number;
    profileAssigned: number;
    ready: number;
    active: number;
  };
  failed: number;
  /** Failed devices for which trying again may help. */
  retriable: number;
  /** Deregistered on request. */
  removed: number;
  inactive: number;
  /** What people said about the devices, and what is left to say. */
  people: {
    /** Marked as shipped, and ready for user or in use. */
    shipped: number;
    /** Devices that wait to be shipped: ready, and not marked. */
    toShip: number;
    /** In use, and never marked as shipped. */
    shippedUnsaid: number;
    /** In use, and confirmed to work. */
    confirmed: number;
    /** Active, and not confirmed. */
    toConfirm: number;
    /** Serial numbers of devices that were marked as shipped and are not ready for user any more. */
    fellBack: string[];
  };
  /** What the buttons of the card are for. */
  buttons: CardButtons;
  /** Deployment groups given, in the policy's order. */
  deploymentGroups: { name: string; count: number }[];
  /** The step most devices wait in, and for what; absent when none waits. */
  waiting: { step: Step; count: number; oldestSince: number; explanation: string } | undefined;
  /** What holds Microsoft's services up now; `waiting` explains it. */
  trouble?: Trouble['kind'] | undefined;
  /** Devices that need a person, by problem. */
  problems: {
    code: Problem['code'];
    sentence: string;
    remedy: string;
    serialNumbers: string[];
    /** What Microsoft finds their requests by, without repetition. */
    requestIds: string[];
    /** What the service said, where the remedy asks people to quote it; without repetition. */
    errors?: string[] | undefined;
  }[];
  /** People who signed in, for the card's last phase. */
  users: string[];
  asOf: number;
}
