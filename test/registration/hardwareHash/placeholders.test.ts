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

  it('are not seen in real serial numbers', () => {
    for (const text of [
      'PF0ZH8MB',
      '030603247614',
      '5CJ1280EK7',
      'VMware-56 4d aa',
      '4055-8289-2658',
      '1112',
      'None1234',
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
