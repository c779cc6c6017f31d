import assert from 'node:assert/strict';
import { withoutMentions } from '../../../src/bot/text/withoutMentions.ts';
import { readTurn } from '../../../src/bot/turn.ts';
import { latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';

describe('a text that is longer than is read', () => {
  const talk = conversation();

  it('is answered with the limit and what to do: a message', async () => {
    for (const text of ['<'.repeat(100_001), `status ${'A'.repeat(100_000)}`]) {
      await talk.say(text);
      assert.match(latest(talk.under), /longer than 100,000 characters, the most that is read.*send the file/s);
    }
  });

  it('is answered with the limit and what to do: a command', async () => {
    await talk.say(`status ${'5CG1234ABC '.repeat(3_000)}`);
    assert.match(latest(talk.under), /longer than 32,000 characters.*Name fewer devices at a time/s);
  });

  it('is read up to it: 28 kB of < is no command', async () => {
    await talk.say('<'.repeat(28_000));
    assert.match(latest(talk.under), /is not something Preflight understands/);
  });

  it('asks the store no more often than a command may name devices', async () => {
    await talk.say(`status ${'a b,'.repeat(7_000)}`);
    assert.match(latest(talk.under), /These are 14,000 serial numbers, and nothing was done/);
  });
});

describe('mentions', () => {
  const cases: [text: string, left: string][] = [
    ['<at>Preflight</at> help', '  help'],
    ['<AT>Preflight</AT>help', ' help'],
    ['<at id="0">Pre<b>flight</at> help', '  help'],
    ['<at>not closed help', '<at>not closed help'],
    ['a</at>b', 'a</at>b'],
    ['<at>x<at>y</at>z', ' z'],
    ['<at>x</at><at>y', ' <at>y'],
    ['<attachment> stays', '<attachment> stays'],
  ];
  for (const [text, left] of cases) it(`of ${text}`, () => assert.equal(withoutMentions(text), left));
});

describe('what people, teams and channels are called', () => {
  it('is one line of a bounded length, without marks that turn or hide it', () => {
    const hostile = `Ada\u202e\u200b\r\n# **Admin**\0${'x'.repeat(10_000)}`;
    const turn = readTurn({
      from: { aadObjectId: '7d1b4f0e-2c3a-4b5d-8e6f-9a0b1c2d3e4f', name: hostile },
      recipient: { id: 'bot' },
      conversation: { id: 'c', conversationType: 'channel', name: hostile },
      channelData: { team: { name: hostile }, channel: { name: hostile } },
      locale: 'x'.repeat(10_000),
    });
    assert.ok(turn !== undefined);
    assert.equal(turn.sender.name.length, 200);
    assert.match(turn.sender.name, /^Ada # \*\*Admin\*\* x+…$/);
    assert.equal(turn.locale, 'en-US');
  });
});
