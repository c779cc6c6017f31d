import { createHash } from 'node:crypto';
import type { Device } from '../lifecycle/device.ts';
import type { Stored } from '../ports/stored.ts';
import { problems } from '../problems/catalogue.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import { obstacle } from './personsStep.ts';

/** A device as a card showed it. */
export interface ShownDevice {
  key: string;
  /** Its life then: see `lifeOf`. */
  life: string;
}

/** The devices each button of a batch's card is for, as the card was drawn. */
export interface CardButtons {
  ship: ShownDevice[];
  confirm: ShownDevice[];
  retry: ShownDevice[];
}

/** The same as stored, so that a button does what its card showed, however old that is. The id is a digest of the content. */
export interface StoredShown extends Stored, CardButtons {
  readonly id: string;
  batchId: string;
  /** When it was last drawn. Milliseconds since 1970 UTC. */
  at: number;
}

/**
 * What must be the same for a device to be what a card showed: the registration it belongs to, and that it has been ready, or not ready,
 * without a break since.
 */
export function lifeOf({ registeredAt, readiness = 0 }: Pick<Device, 'registeredAt' | 'readiness'>): string {
  return `${registeredAt}.${readiness}`;
}

/** No device yet. */
export function noButtons(): CardButtons & { isWaiting: boolean } {
  return { ship: [], confirm: [], retry: [], isWaiting: false };
}

/** Adds a device to the buttons that are for it. */
export function addToButtons(buttons: ReturnType<typeof noButtons>, device: Device): void {
  const shown = { key: device.id, life: lifeOf(device) };
  if (device.shipped === undefined && obstacle('shipped', device) === undefined) {
    buttons.ship.push(shown);
    if (device.status === 'ready') buttons.isWaiting = true;
  }
  if (device.confirmed === undefined && obstacle('confirmed', device) === undefined) buttons.confirm.push(shown);
  const { status, problem } = device;
  const isRetriable = status === 'failed' && problem !== undefined && problems[problem.code].retry;
  if (isRetriable && !isBeingRemoved(device)) buttons.retry.push(shown);
}

/** The buttons as they are drawn. Shipping is offered while a ready device waits for it; those in use that nobody marked are marked with it. */
export function drawnButtons({ isWaiting, ...buttons }: ReturnType<typeof noButtons>): CardButtons {
  return isWaiting ? buttons : { ...buttons, ship: [] };
}

/** What a batch's card carries of its buttons. */
export function buttonsId(batchId: string, { ship, confirm, retry }: CardButtons): string {
  const lists = [ship, confirm, retry].map((devices) => devices.map(({ key, life }) => [key, life]));
  return createHash('sha256')
    .update(JSON.stringify([batchId, ...lists]))
    .digest('hex')
    .slice(0, 32);
}
