import { attempt, byId, call, option } from './page.js';

const firstProfile = 'Modern Workplace Autopilot Profile';
const standardGroup = 'Preflight tag - Microsoft365Managed_Standard';

/** What can happen; the route of the admin API, and what it is told of the chosen device. Those without a device are about the tenant. */
const mishaps = [
  ['Its Autopilot identity is deleted', 'delete-identity', (device) => device],
  ['Its group tag is removed', 'change-tag', (device) => ({ ...device, groupTag: '' })],
  [
    'Its group tag becomes PowerUser',
    'change-tag',
    (device) => ({ ...device, groupTag: 'Microsoft365Managed_PowerUser' }),
  ],
  [
    'It is added to deployment group First',
    'edit-group',
    (device) => edit(device, 'Modern Workplace Devices-First', 'add'),
  ],
  ['It is taken out of Devices-All', 'edit-group', (device) => edit(device, 'Modern Workplace Devices-All', 'remove')],
  ['It is wiped', 'wipe', (device) => device],
  ['Its Intune records are deleted, left-over ones too', 'delete-from-intune', (device) => device],
  ['Its main board is replaced', 'replace-board', (device) => device],
  ['It is joined to a domain on premises too (hybrid)', 'join-hybrid', (device) => device],
  ['New names for it are refused by Intune', 'refuse-names', (device) => device],
  ['New names for it fail at its next check-in', 'fail-names', (device) => device],
  ['New names for it are no trouble any more', 'allow-names', (device) => device],
  ['The Standard tag’s group is deleted', 'delete-group', () => ({ group: standardGroup })],
  [
    'The first Autopilot profile is renamed',
    'rename-profile',
    () => ({ profile: firstProfile, name: `${firstProfile} 2` }),
  ],
  [
    'The first Autopilot profile loses the Standard tag’s group',
    'edit-assignment',
    () => ({ profile: firstProfile, change: 'remove', group: standardGroup }),
  ],
  [
    'The first Autopilot profile names devices CONTOSO-%SERIAL%',
    'edit-name-template',
    () => ({ profile: firstProfile, template: 'CONTOSO-%SERIAL%' }),
  ],
  [
    'The first Autopilot profile names devices no more',
    'edit-name-template',
    () => ({ profile: firstProfile, template: '' }),
  ],
].map(([text, route, body]) => ({ text, route, body, ofDevice: body.length > 0 }));

function edit(device, group, change) {
  return { ...device, group, change };
}

/** Fills the form once. */
export function prepareMishaps(refresh) {
  const what = byId('mishap-what');
  what.append(...mishaps.map(({ text }, index) => option(String(index), text)));
  what.addEventListener('change', allow);
  byId('mishap').addEventListener('submit', (event) => {
    event.preventDefault();
    byId('mishap-done').textContent = '';
    void attempt(async () => {
      const { text, route, body } = mishaps[Number(what.value)];
      const serialNumber = byId('mishap-device').value;
      const answer = await call('POST', route, body({ serialNumber }));
      byId('mishap-done').textContent = `Done: ${text.charAt(0).toLowerCase()}${text.slice(1)}.`;
      await refresh();
      if (answer?.csv === undefined) return;
      await send(answer.csv, serialNumber);
      byId('mishap-done').append(' Its new file is in the chat.');
    });
  });
}

/** Offers the devices there are, keeping the choice. */
export function drawMishaps({ devices }) {
  const select = byId('mishap-device');
  const serialNumbers = devices
    .filter(({ autopilot }) => autopilot !== undefined)
    .map(({ serialNumber }) => serialNumber);
  if (serialNumbers.join() !== [...select.options].map(({ value }) => value).join()) {
    const { value } = select;
    select.replaceChildren(...serialNumbers.map((serialNumber) => option(serialNumber, serialNumber)));
    if (serialNumbers.includes(value)) select.value = value;
  }
  allow();
}

function allow() {
  const { ofDevice } = mishaps[Number(byId('mishap-what').value)];
  byId('mishap-device').disabled = !ofDevice;
  byId('mishap-button').disabled = ofDevice && byId('mishap-device').value === '';
}

function send(csv, serialNumber) {
  const query = new URLSearchParams({ user: byId('person').value, name: `repaired-${serialNumber}.csv` });
  return call('POST', `deliver?${query}`, new Blob([csv]));
}
