import assert from 'node:assert/strict';
import {
  isPlaceholder,
  isPlaceholderSerial,
  isPlaceholderUuid,
} from '../../../src/registration/hardwareHash/placeholders.ts';
import { isVirtualMachine } from '../../../src/registration/hardwareHash/virtualMachine.ts';

describe('placeholders', () => {
  it('are known however they are written', () => {
    for (const text of [
      '0',
      'None',
      ' N/A ',
      'Default string',
      'To Be Filled By O.E.M.',
      'SYSTEM SERIAL NUMBER',
      '0123456789',
      'SMBIOS_STRING_INDEX_3',
      '00000000',
      'XXXX-XXXX',
      'abc',
      '',
    ]) {
      assert.ok(isPlaceholderSerial(text), text);
    }
  });

  it('are what firmware writes where nobody set a serial number', () => {
    const seen =
      `Type2 - Board Serial Number|Type1 - 123456789|Type3 - Chassis Serial Number|System S/N|Default_string|Default string|No Asset Tag|
      No Asset Information|Undefined|PlaceHolder|Place Holder|Serial|Serial No.|S/N|SN:|ABCDEFGH|abcd1234|EVAL|Evaluation|Engineering Sample|
      Prototype|Base Board Serial Number|BaseBoard Serial Number|Board Serial Number|MB Serial Number|MB-1234567890|BSN12345678901234567|
      SSN12345678901234567|CSN12345678901234567|Chassis Serial Number|System Serial Number|SystemSerialNumber|Product Serial Number|
      Not Specified|Not Set|Not Settable|Not Applicable|Not Available|Not Present|Not Provided|Not Used|None|Null|N/A|Unknown|Invalid|Empty|
      TBD|TBD by OEM|To be filled by O.E.M.|To Be Filled By OEM|ToBeFilledByO.E.M.|To Be Set By OEM|Fill By OEM|O.E.M.|OEM|Enter Serial|
      Dummy|Sample|Test|Reserved|Service Tag|Asset Tag|Asset-1234567890|.PCIE2|BLADESERIAL|0123456789|1234567890|12345678901234567890|
      987654321|SMBIOS_STRING_INDEX_0|........|--------|xxxxxxxx|00000000|FFFFFFFF|X.X`.split('|');
    assert.ok(seen.length >= 60);
    for (const text of seen) assert.ok(isPlaceholderSerial(text.trim()), text);
  });

  it('are not seen in real serial numbers', () => {
    for (const text of [
      'PF0ZH8MB',
      '030603247614',
      '5CJ1280EK7',
      'VMware-56 4d aa',
      '4055-8289-2658',
      '1112',
      'None1234',
      'SN40017',
      'TAG-100',
      'SERIALNUMBER-0042',
      'TEST0001',
      'EVAL-7731',
      'Type2X44',
      '1234567891',
      'BR80FYDZ68ICQ4',
      'ABCDEFGHJ1',
    ]) {
      assert.ok(!isPlaceholderSerial(text), text);
    }
  });

  it('may be manufacturers, which may be short', () => {
    assert.ok(isPlaceholder('System manufacturer'));
    assert.ok(isPlaceholder(''));
    assert.ok(!isPlaceholder('HP'));
  });

  it('may be UUIDs', () => {
    assert.ok(isPlaceholderUuid('00000000-0000-0000-0000-000000000000'));
    assert.ok(isPlaceholderUuid('FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'));
    assert.ok(isPlaceholderUuid('03000200-0400-0500-0006-000700080009'));
    assert.ok(!isPlaceholderUuid('ebbb5ab4-00bc-b39b-ea6a-b7cad671ea8e'));
  });
});

describe('isVirtualMachine', () => {
  it('knows the hypervisors', () => {
    const machines = [
      ['VMware, Inc.', 'VMware20,1'],
      ['Microsoft Corporation', 'Virtual Machine'],
      ['QEMU', 'Standard PC (Q35 + ICH9, 2009)'],
      ['innotek GmbH', 'VirtualBox'],
      ['Xen', 'HVM domU'],
      ['Google', 'Google Compute Engine'],
      ['Parallels Software International Inc.', 'Parallels ARM Virtual Machine'],
    ];
    for (const [manufacturer = '', model = ''] of machines) assert.ok(isVirtualMachine(manufacturer, model), model);
  });

  it('leaves real devices alone', () => {
    assert.ok(!isVirtualMachine('Microsoft Corporation', 'Surface Laptop 4'));
    assert.ok(!isVirtualMachine('LENOVO', '21R3001BUK'));
  });
});
