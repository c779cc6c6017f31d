import assert from 'node:assert/strict';
import { cardText } from '../../../../sandbox/playground/cards/cardText.ts';
import { fillInputs } from '../../../../sandbox/playground/cards/fillInputs.ts';
import { readCard } from '../../../../sandbox/playground/cards/readCard.ts';

const report = {
  type: 'AdaptiveCard',
  body: [
    { type: 'TextBlock', text: '**5 devices** can be registered' },
    { type: 'TextBlock', text: 'never seen', isVisible: false },
    {
      type: 'ColumnSet',
      columns: [
        {
          type: 'Column',
          items: [
            { type: 'TextBlock', text: '5' },
            { type: 'TextBlock', text: 'ready' },
          ],
        },
        {
          type: 'Column',
          items: [
            { type: 'TextBlock', text: '0' },
            { type: 'TextBlock', text: 'rejected' },
          ],
        },
      ],
    },
    { type: 'FactSet', facts: [{ title: 'File', value: 'devices.csv' }] },
    {
      type: 'Table',
      rows: [
        {
          type: 'TableRow',
          cells: [
            { type: 'TableCell', items: [{ type: 'TextBlock', text: 'Latitude' }] },
            { type: 'TableCell', items: [{ type: 'TextBlock', text: '5' }] },
          ],
        },
      ],
    },
    { type: 'Container', items: [{ type: 'RichTextBlock', inlines: ['Line ', { type: 'TextRun', text: '3' }] }] },
    {
      type: 'Input.ChoiceSet',
      id: 'profile',
      label: 'Profile',
      isRequired: true,
      errorMessage: 'Choose one',
      choices: [{ title: 'Standard', value: 'std' }],
    },
    { type: 'Input.Toggle', id: 'shared', title: 'Shared', valueOn: 'yes', valueOff: 'no' },
    { type: 'Input.Text', id: 'note', label: 'Note' },
    {
      type: 'ActionSet',
      actions: [
        { type: 'Action.Execute', title: 'Cancel', verb: 'cancel', data: { id: 'b' }, associatedInputs: 'none' },
      ],
    },
  ],
  actions: [
    { type: 'Action.Execute', title: 'Register', verb: 'register', data: { id: 'b' } },
    { type: 'Action.Execute', title: 'Off', verb: 'off', isEnabled: false },
    {
      type: 'Action.ShowCard',
      title: 'More',
      card: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'behind a button' }] },
    },
  ],
};

describe('a card, read without a browser', () => {
  it('reads as a person reads it: text, facts, table rows and columns on a line, inputs, buttons', () => {
    assert.deepEqual(cardText(readCard(report)), [
      '5 devices can be registered',
      '5 ready · 0 rejected',
      'File: devices.csv',
      'Latitude · 5',
      'Line 3',
      'behind a button',
      'Profile *',
      '  ( ) Standard',
      '[ ] Shared',
      'Note: ____',
      '[Cancel] [Register] (Off) [More]',
    ]);
  });

  it('shows times and Markdown as a client does, in UTC', () => {
    const text = 'as of **{{DATE(2026-01-31T10:42:59Z, SHORT)}}**, {{TIME(2026-01-31T10:42:59Z)}} \\\\*';
    assert.deepEqual(cardText(readCard({ type: 'TextBlock', text })), ['as of 2026-01-31, 10:42 \\*']);
  });

  it('reads what is no card as an empty one', () => {
    assert.deepEqual(readCard('Cancelled'), { lines: [], inputs: [], actions: [] });
  });

  const card = readCard(report);
  const [cancel, register, off] = card.actions;
  assert.ok(cancel !== undefined && register !== undefined && off !== undefined);

  it('sends the data of the button and every input that has a value, over it', () => {
    assert.deepEqual(fillInputs(card, register, { profile: 'Standard', shared: 'true' }), {
      id: 'b',
      profile: 'std',
      shared: 'yes',
    });
    assert.deepEqual(fillInputs(card, register, { profile: 'std', note: 'desk 4' }), {
      id: 'b',
      profile: 'std',
      shared: 'no',
      note: 'desk 4',
    });
  });

  it('refuses what a client would not send', () => {
    assert.throws(() => fillInputs(card, register, {}), /Choose one/);
    assert.throws(() => fillInputs(card, register, { profile: 'Gold' }), /does not offer Gold; it offers std/);
    assert.throws(() => fillInputs(card, register, { profil: 'std' }), /no input profil; it has profile, shared, note/);
    assert.throws(() => fillInputs(card, off, {}), /"Off" is switched off/);
  });

  it('neither checks nor sends inputs for a button without associated inputs', () => {
    assert.deepEqual(fillInputs(card, cancel, {}), { id: 'b' });
  });
});
