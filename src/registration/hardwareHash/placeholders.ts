import { trimEnd } from './trimEnds.ts';

/**
 * What firmware reports where nobody filled the field in, compared without case, and with `_` for a blank. Gathered from the lists of tools
 * that meet the same texts (fwupd, fleet, eve, FOG, systemd's hardware database, monitors of Autopilot), from Insyde's and AMI's unset
 * templates, and from real captures.
 */
const nothing = [
  '',
  '0',
  'none',
  'nil',
  'null',
  'n/a',
  'n.a.',
  'na',
  'tbd',
  'tba',
  'empty',
  'blank',
  'unknown',
  'unknow',
  'unspecified',
  'undefined',
  'uninitialized',
  'invalid',
  'unavailable',
  'unassigned',
  'no value',
  'not specified',
  'not set',
  'not settable',
  'not applicable',
  'not available',
  'not present',
  'not provided',
  'not defined',
  'not assigned',
  'not used',
  'not known',
  'not supported',
  'not programmed',
  'no asset',
  'no asset tag',
  'no asset information',
  'no serial',
  'no serial number',
  'no sn',
  'noserial',
  'noserialnumber',
  'no enclosure',
  'reserved',
  'placeholder',
  'place holder',
  'dummy',
  'example',
  'sample',
  'test',
  'testing',
  'eval',
  'evaluation',
  'prototype',
  'engineering sample',
  'default',
  'default string',
  'default_string',
  'default value',
  'defaultstring',
  'string',
  'oem',
  'o.e.m',
  'o.e.m.',
  'oem default string000',
  'oem string',
  'to be filled',
  'to be filled by',
  'to be filled in',
  'to be filled by o.e.m',
  'to be filled by o.e.m.',
  'to be filled by oem',
  'tobefilledbyo.e.m.',
  'tobefilledbyoem',
  'to be set by oem',
  'to be defined',
  'to be determined',
  'tbd by oem',
  'filled by oem',
  'filled by o.e.m.',
  'fill by oem',
  'fill by o.e.m.',
  'set by oem',
  'set by manufacturer',
  'enter serial',
  'enter serial number',
  'insert serial number',
  'change me',
  'changeme',
  'bladeserial',
  '.pcie2',
  'x.x',
  '无',
];

/** The names of fields, where firmware writes them in place of a value. */
const fieldNames = [
  'serial',
  'serial no',
  'serial no.',
  'serial number',
  'serialnumber',
  'serial num',
  'serialno',
  's/n',
  'sn',
  'system s/n',
  'system sn',
  'system serial',
  'system serial#',
  'system serial number',
  'systemserialnumber',
  'ssn12345678901234567',
  'bios serial number',
  'mb serial number',
  'mb-1234567890',
  'mb s/n',
  'motherboard serial number',
  'mainboard serial number',
  'board serial number',
  'board serial',
  'base board serial number',
  'baseboard serial number',
  'bsn12345678901234567',
  'chassis serial number',
  'chassis serial',
  'chassis s/n',
  'csn12345678901234567',
  'case serial number',
  'enclosure serial number',
  'product serial number',
  'product serial',
  'product s/n',
  'device serial number',
  'unit serial number',
  'computer serial number',
  'pc serial number',
  'asset tag',
  'asset number',
  'asset-1234567890',
  'atn12345678901234567',
  'chassis asset tag',
  'base board asset tag',
  'system asset tag',
  'service tag',
  'system manufacturer',
  'system vendor',
  'system product name',
  'system name',
  'system version',
  'system sku',
  'sku number',
  'manufacturer',
  'vendor',
  'product name',
  'productname',
  'product',
  'model',
  'base board manufacturer',
  'base board product name',
  'board manufacturer',
  'chassis manufacturer',
  'type1productconfigid',
];

/** Runs of the keyboard and of the alphabet. Numbers in sequence are told by `isSequence`. */
const runs = [
  'abcdefgh',
  'abcdef',
  'abcdefg',
  'abcd',
  'abcd1234',
  '1234abcd',
  'abc123',
  'abc1234',
  'abc12345',
  'a1b2c3d4',
  'qwerty',
  'asdf',
  'asdfgh',
  'deadbeef',
];

const placeholders = new Set([...nothing, ...fieldNames, ...runs]);

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s_]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Whether a manufacturer says nothing: Autopilot refuses such a hash (InvalidZtdHardwareHash). */
export function isPlaceholder(text: string): boolean {
  const folded = fold(text);
  return (
    placeholders.has(folded) ||
    folded.startsWith('smbios string index') ||
    /^([^\p{L}\p{N}]+|(.)\2{3,})$/u.test(folded) ||
    // Insyde's template: `Type2 - Board Serial Number`.
    /^type ?\d{1,2} ?- ?\S/.test(folded) ||
    isSequence(folded)
  );
}

/** `0123456789`, `12345678901234567890`, `987654321`: digits that only count up, or down, from the usual ends. */
function isSequence(folded: string): boolean {
  if (!/^\d{5,}$/.test(folded)) return false;
  return (
    '0123456789'.repeat(4).startsWith(folded) ||
    '1234567890'.repeat(4).startsWith(folded) ||
    '9876543210'.repeat(4).startsWith(folded)
  );
}

/** Whether a serial number is one that many devices share: empty, a placeholder, one repeated character, or shorter than four. */
export function isPlaceholderSerial(text: string): boolean {
  const folded = fold(text);
  return (
    folded.length < 4 ||
    isPlaceholder(text) ||
    placeholders.has(trimEnd(folded, /[.:*#]/)) ||
    /^(.)\1*$/u.test(folded.replace(/[\s-]/g, ''))
  );
}

/** SMBIOS UUIDs that boards come with when nobody set one; two devices with one of these are not clones. */
export function isPlaceholderUuid(uuid: string): boolean {
  const digits = uuid.replaceAll('-', '').toLowerCase();
  return (
    /^(.)\1*$/.test(digits) ||
    digits === '03000200040005000006000700080009' ||
    digits === '00020003000400050006000700080009'
  );
}
