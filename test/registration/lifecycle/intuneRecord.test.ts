import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import {
  earlierEnrolment,
  type RecordRole,
  recordInUse,
  roleOfRecord,
} from '../../../src/registration/lifecycle/intuneRecord.ts';
import type { AutopilotIdentity } from '../../../src/registration/ports/autopilot.ts';
import type { ManagedDevice } from '../../../src/registration/ports/intune.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { hour, identity, managed } from '../../support/sightings.ts';

const day = 24 * hour;
const now = 400 * day;
const registeredAt = now - 2 * hour;
const device: Device = buildDevice({ entraDeviceId: 'entra', registeredAt }, now);

type Contact = 'since' | 'lately' | 'shortly before' | 'long before' | 'never';
const contacts: Record<Contact, Pick<ManagedDevice, 'enrolledAt' | 'lastSyncAt'>> = {
  since: { enrolledAt: now - 300 * day, lastSyncAt: now - hour },
  lately: { enrolledAt: now - 300 * day, lastSyncAt: now - 3 * hour },
  'shortly before': { enrolledAt: now - 300 * day, lastSyncAt: now - 2 * day },
  'long before': { enrolledAt: now - 300 * day, lastSyncAt: now - 200 * day },
  never: { enrolledAt: undefined, lastSyncAt: undefined },
};

type Link = 'identity' | 'entra' | 'serialNumber' | 'nothing';
const links: Record<Link, Partial<ManagedDevice>> = {
  identity: { id: 'named', entraDeviceId: 'second-object', manufacturer: 'Another spelling' },
  entra: { manufacturer: 'Another spelling' },
  serialNumber: { entraDeviceId: 'second-object' },
  nothing: { entraDeviceId: 'second-object', manufacturer: 'HP' },
};

type Words = 'enrolled' | 'not enrolled' | 'not looked at';
const words: Record<Words, AutopilotIdentity | undefined> = {
  enrolled: identity({ enrolled: true, managedDeviceId: 'named' }),
  'not enrolled': identity({ enrolled: false, managedDeviceId: 'named' }),
  'not looked at': undefined,
};

/** docs/decisions/0022: what each combination is. A star stands for everything. */
const table: [Link, Words | '*', Contact, RecordRole][] = [
  ['identity', 'enrolled', 'since', 'inUse'],
  ['identity', 'enrolled', 'lately', 'inUse'],
  ['identity', 'enrolled', 'shortly before', 'inUse'],
  ['identity', 'enrolled', 'long before', 'unclear'],
  ['identity', 'enrolled', 'never', 'unclear'],
  ['identity', 'not enrolled', 'since', 'inUse'],
  ['identity', 'not enrolled', 'lately', 'inUse'],
  ['identity', 'not enrolled', 'shortly before', 'unclear'],
  ['identity', 'not enrolled', 'long before', 'unclear'],
  ['identity', 'not enrolled', 'never', 'unclear'],
  ['entra', 'enrolled', 'since', 'inUse'],
  ['entra', 'enrolled', 'lately', 'inUse'],
  ['entra', 'enrolled', 'shortly before', 'inUse'],
  ['entra', 'enrolled', 'long before', 'unclear'],
  ['entra', 'enrolled', 'never', 'unclear'],
  ['entra', 'not enrolled', 'since', 'inUse'],
  ['entra', 'not enrolled', 'lately', 'inUse'],
  ['entra', 'not enrolled', 'shortly before', 'unclear'],
  ['entra', 'not enrolled', 'long before', 'leftOver'],
  ['entra', 'not enrolled', 'never', 'leftOver'],
  ['entra', 'not looked at', 'since', 'inUse'],
  ['entra', 'not looked at', 'lately', 'inUse'],
  ['entra', 'not looked at', 'shortly before', 'unclear'],
  ['entra', 'not looked at', 'long before', 'leftOver'],
  ['entra', 'not looked at', 'never', 'leftOver'],
  ['serialNumber', '*', 'since', 'inUse'],
  ['serialNumber', '*', 'lately', 'inUse'],
  ['serialNumber', '*', 'shortly before', 'unclear'],
  ['serialNumber', '*', 'long before', 'leftOver'],
  ['serialNumber', '*', 'never', 'leftOver'],
  ['nothing', '*', 'since', 'foreign'],
  ['nothing', '*', 'lately', 'foreign'],
  ['nothing', '*', 'shortly before', 'foreign'],
  ['nothing', '*', 'long before', 'foreign'],
  ['nothing', '*', 'never', 'foreign'],
];

function facts(said: AutopilotIdentity | undefined, changes: Partial<Device> = {}) {
  return { device: { ...device, ...changes }, identity: said, now, quietAfter: 7 * day };
}

describe('which Intune record a device is', () => {
  for (const [link, said, contact, role] of table) {
    const all: Words[] = said === '*' ? ['enrolled', 'not enrolled', 'not looked at'] : [said];
    for (const each of all) {
      it(`linked by ${link}, Autopilot: ${each}, called ${contact} the registration: ${role}`, () => {
        const record = managed({ ...links[link], ...contacts[contact] });
        assert.equal(roleOfRecord(record, facts(words[each])), role);
      });
    }
  }

  for (const managementState of ['wipePending', 'retirePending', 'deletePending', 'unhealthy', 'unknownFutureValue'])
    it(`is none that is ${managementState}, whatever points to it`, () => {
      const record = managed({ ...links.identity, ...contacts.since, managementState });
      assert.equal(roleOfRecord(record, facts(words.enrolled)), 'ending');
    });

  it('believes what an earlier look learned where the identity was not looked at', () => {
    const record = managed({ ...links.identity, ...contacts['long before'] });
    assert.equal(roleOfRecord(record, facts(undefined, { managedDeviceId: 'named' })), 'unclear');
    assert.equal(roleOfRecord(record, facts(undefined)), 'foreign');
  });

  it('takes what Autopilot heard for contact, for the record that it names alone', () => {
    const said = identity({ enrolled: true, managedDeviceId: 'named', lastContactedAt: now - hour });
    assert.equal(roleOfRecord(managed({ ...links.identity, ...contacts.never }), facts(said)), 'inUse');
    assert.equal(roleOfRecord(managed({ ...links.entra, ...contacts.never }), facts(said)), 'unclear');
  });

  it('prefers the record that is linked best, then the one heard of last', () => {
    const named = managed({ ...links.identity, ...contacts.since });
    const older = managed({ ...links.serialNumber, id: 'older', lastSyncAt: now - hour });
    const newer = managed({ ...links.serialNumber, id: 'newer', lastSyncAt: now - 1 });
    assert.equal(recordInUse([older, newer, named], facts(words.enrolled))?.id, 'named');
    assert.equal(recordInUse([newer, older], facts(words.enrolled))?.id, 'newer');
    assert.equal(recordInUse([], facts(words.enrolled)), undefined);
  });

  it('names no earlier enrolment once the device has enrolled since', () => {
    const old = managed({ ...links.serialNumber, ...contacts['long before'], id: 'old' });
    const fresh = managed({ enrolledAt: now - 60_000, lastSyncAt: now - 60_000 });
    assert.equal(earlierEnrolment(device, [old, fresh], facts(undefined)), undefined);
    assert.equal(earlierEnrolment(device, [old], facts(undefined))?.role, 'leftOver');
  });

  it('never calls a record left over that has called since the registration', () => {
    for (const link of ['identity', 'entra', 'serialNumber'] as const)
      for (const said of Object.values(words))
        for (const wait of [0, 3 * hour, 10 * day, 300 * day]) {
          const record = managed({ ...links[link], ...contacts.since });
          assert.notEqual(roleOfRecord(record, { ...facts(said), now: now + wait }), 'leftOver');
        }
  });
});
