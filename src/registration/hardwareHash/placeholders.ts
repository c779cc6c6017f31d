/**
 * What firmware reports where nobody filled the field in. Compared trimmed and case-folded; gathered from
 * public heuristics of Autopilot monitoring tools and from real captures.
 */
const placeholders = new Set([
  '',
  '0',
  'none',
  'null',
  'n/a',
  'na',
  'unknown',
  'invalid',
  'empty',
  'tbd',
  'not specified',
  'not applicable',
  'not available',
  'not present',
  'default',
  'default string',
  'oem',
  'o.e.m.',
  'to be filled by o.e.m',
  'to be filled by o.e.m.',
  'to be filled by oem',
  'to be filled',
  'filled by o.e.m.',
  'serial number',
  'serialnumber',
  'system serial number',
  'system serial',
  'system manufacturer',
  'system product name',
  'system name',
  'manufacturer',
  'product name',
  'chassis serial number',
  'base board serial number',
  'type1productconfigid',
  '0123456789',
  '123456789',
  '1234567890',
  '12345678',
  '1234567',
  '123456',
  '12345',
  '9876543210',
]);

function fold(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Whether a manufacturer says nothing: Autopilot refuses such a hash (InvalidZtdHardwareHash). */
export function isPlaceholder(text: string): boolean {
  const folded = fold(text);
  return (
    placeholders.has(folded) || folded.startsWith('smbios_string_index') || /^([^\p{L}\p{N}]+|(.)\2{3,})$/u.test(folded)
  );
}

/** Whether a serial number is one that many devices share: empty, a placeholder, one repeated character, or shorter than four. */
export function isPlaceholderSerial(text: string): boolean {
  const folded = fold(text);
  return folded.length < 4 || isPlaceholder(text) || /^(.)\1*$/u.test(folded.replace(/[\s-]/g, ''));
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
