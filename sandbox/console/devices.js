import { attempt, byId, call, create, spanText } from './page.js';

const shownRows = new Map();

/** Draws the table; rows that did not change stay, so that focus and selection do too. */
export function drawDevices(state, refresh) {
  const body = byId('rows');
  const keys = new Set();
  state.devices.forEach((device, index) => {
    const key = `${device.manufacturer}|${device.serialNumber}`;
    keys.add(key);
    const signature = JSON.stringify([device, ageOf(device, state.now)]);
    const known = shownRows.get(key);
    if (known?.signature !== signature) {
      const row = rowOf(device, state.now, refresh);
      const focused = known?.row.contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
      known?.row.replaceWith(row);
      shownRows.set(key, { row, signature });
      if (focused !== undefined) row.querySelector(`[data-action="${focused}"]`)?.focus();
    }
    const { row } = shownRows.get(key);
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
  });
  for (const [key, { row }] of shownRows) {
    if (keys.has(key)) continue;
    row.remove();
    shownRows.delete(key);
  }
  byId('empty').hidden = state.total > 0;
  byId('total').textContent =
    state.total > state.devices.length ? `${state.devices.length} of ${state.total}` : String(state.total);
}

function ageOf(device, now) {
  return device.intune === undefined ? '' : spanText(now - device.intune.lastSyncAt);
}

function rowOf(device, now, refresh) {
  const cell = (...children) => create('td', '', ...children);
  return create(
    'tr',
    '',
    cell(create('div', 'main', device.serialNumber || 'no serial number'), create('div', 'sub', modelText(device))),
    cell(tagText(device.groupTag)),
    cell(autopilotPill(device), create('div', 'sub', device.autopilot?.profile ?? '')),
    cell(groupList(device.groups)),
    cell(intunePill(device), create('div', 'sub', intuneText(device, now))),
    cell(buttons(device, refresh)),
  );
}

/** May break after an underscore rather than anywhere. */
function tagText(tag) {
  if (tag === '') return create('div', 'sub', 'none');
  const parts = tag.split('_');
  const text = create('div', 'sub');
  parts.forEach((part, index) => {
    if (index > 0) text.append('_', document.createElement('wbr'));
    text.append(part);
  });
  return text;
}

function modelText({ manufacturer, model }) {
  if (model === '') return manufacturer || 'unknown model';
  return model.startsWith(manufacturer) ? model : `${manufacturer} ${model}`;
}

function pill(kind, mark, text) {
  const hidden = create('span', '', mark);
  hidden.setAttribute('aria-hidden', 'true');
  return create('span', `pill ${kind}`, hidden, text);
}

function autopilotPill({ autopilot, import: record }) {
  if (autopilot === undefined) {
    if (record?.status === 'error') return pill('bad', '✕', record.errorName);
    return pill('wait', '…', `Import ${record?.status ?? 'unknown'}`);
  }
  if (autopilot.deleting) return pill('wait', '…', 'Being deregistered');
  if (autopilot.hardwareChanged) return pill('bad', '✕', 'Attention required');
  if (autopilot.assignmentStatus.startsWith('assigned')) return pill('good', '✓', 'Profile assigned');
  if (autopilot.assignmentStatus === 'pending') return pill('wait', '…', 'Assigning profile');
  if (autopilot.assignmentStatus === 'notAssigned') return pill('bad', '✕', 'No profile');
  return pill('wait', '…', 'Registered');
}

function intunePill({ intune }) {
  if (intune === undefined) return pill('', '–', 'Not enrolled');
  return intune.quiet ? pill('wait', '…', 'Gone quiet') : pill('good', '✓', 'Managed');
}

function intuneText({ intune }, now) {
  if (intune === undefined) return '';
  const name = intune.queuedName === undefined ? '' : ` · ${intune.queuedName} at next restart`;
  return `${intune.deviceName}${name} · ${intune.user || 'no user (shared)'} · synced ${spanText(now - intune.lastSyncAt)} ago`;
}

function groupList(names) {
  const list = create('ul', 'groups');
  const prefixes = /^(Modern Workplace (Devices?( Profiles)?)\s*-\s*|Preflight tag - )/;
  for (const name of names) {
    const item = create('li', '', name.startsWith('Preflight tag') ? 'tag group' : name.replace(prefixes, ''));
    item.title = name;
    list.append(item);
  }
  return list;
}

function buttons(device, refresh) {
  const { serialNumber, autopilot, intune } = device;
  const group = create('div', 'buttons');
  const button = (action, label, enabled) => {
    const element = create('button', '', label);
    element.type = 'button';
    element.dataset.action = action;
    element.disabled = !enabled;
    element.setAttribute('aria-label', `${label} ${serialNumber}`);
    element.addEventListener('click', () =>
      attempt(async () => {
        await call('POST', action, { serialNumber });
        await refresh();
      }),
    );
    group.append(element);
  };
  if (intune === undefined) {
    button('unbox', 'Unbox', autopilot !== undefined && !autopilot.unboxed);
    button('sign-in', 'Sign in', autopilot !== undefined);
  } else {
    if (intune.quiet) button('come-back', 'Come back', true);
    else button('go-quiet', 'Go quiet', true);
    button('rename', 'Rename by hand', true);
    button('restart', 'Restart', true);
  }
  return group;
}
