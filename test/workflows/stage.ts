import assert from 'node:assert/strict';
import type { AnnouncementKind } from '../../src/registration/announcements/announcement.ts';
import { subscribe } from '../../src/registration/announcements/subscribe.ts';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../support/engine.ts';
import { type TenantView, tenantView } from './tenantView.ts';

/** The IT channel, which hears of everything. */
const channel = 'it';

/** Who registers and ships; who administers and confirms. */
export const alex = { id: 'alex', name: 'Alex Wilber' };
export const megan = { id: 'megan', name: 'Megan Bowen' };

/** Where a workflow is played: the engine, its tenant as anybody sees it, and the devices it is about. */
export interface Stage {
  engine: Engine;
  view: TenantView;
  /** The devices it is about, by serial number. */
  serialNumbers: string[];
  /** Their records, in the order of `serialNumbers`. */
  devices(): Promise<Device[]>;
  /** Lets that much virtual time pass, milliseconds, and Preflight look after it. */
  later(milliseconds: number): Promise<void>;
  /** Serial numbers of those told of in a conversation, sorted; the IT channel when none is named. */
  told(kind: AnnouncementKind, conversationId?: string): string[];
  close(): Promise<void>;
}

/** A new stage, with Microsoft as slow as published. Closing it fails when a request or an answer was not as Microsoft describes it. */
export async function openStage(serialNumbers: string[]): Promise<Stage> {
  const engine = await createEngine({ latencies: { importSpread: 0 } });
  const { sandbox, ports } = engine;
  await subscribe({ id: channel, name: 'IT operations', actor: megan, activityId: undefined }, ports);
  return {
    engine,
    view: tenantView(sandbox),
    serialNumbers,
    async devices() {
      const all = new Map((await engine.devices()).map((device) => [device.serialNumber, device]));
      return serialNumbers.map((serialNumber) => all.get(serialNumber) ?? assert.fail(`${serialNumber} is not known`));
    },
    async later(milliseconds) {
      sandbox.clock.advance(milliseconds);
      await engine.turn();
    },
    told: (kind, conversationId = channel) =>
      ports.courier.digests
        .filter((post) => post.digest.kind === kind && post.conversationId === conversationId)
        .flatMap(({ digest }) => digest.devices.map(({ serialNumber }) => serialNumber))
        .sort(),
    async close() {
      await engine.close();
      assert.deepEqual(sandbox.violations(), []);
    },
  };
}

/** By serial number: what Graph calls the same device in its lists. */
export function bySerial<T extends { serialNumber: string }>(items: readonly T[]): Map<string, T> {
  const map = new Map(items.map((item) => [item.serialNumber, item]));
  assert.equal(map.size, items.length, 'a serial number is listed twice');
  return map;
}
