import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../sandbox/playground/feed.ts';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import { becomeActive, becomeReady, meet, register } from '../acts.ts';
import type { Scenario, Stage } from '../stage.ts';

const says = (pattern: RegExp) => (message: ChatMessage) => message.lines.some((line) => pattern.test(line));
const inPersonalChat = ({ conversationId }: ChatMessage) => conversationId === conversationIds.personal;

/** Sandbox time while hours must pass: the rename job runs every four. */
const hours = 1_200;

const minute = 60_000;
const runsEvery = 4 * 60 * minute;

/**
 * A user renames a laptop, and Alex asks that it may keep that name. He cannot decide himself; Nestor approves, and the rename job leaves the
 * laptop alone. Then the exception is revoked, and the next run renames it.
 */
export const scenario: Scenario = {
  title: 'A laptop keeps the name its user gave it, until the exception is revoked',
  async play(stage) {
    await meet(stage);
    await stage.says(stage.person('Megan'), 'subscribe approvals', conversationIds.channel);
    await stage.expects('the answer to "subscribe approvals"', says(/naming exceptions/));
    const batch = await register(stage);
    await becomeReady(stage, batch);
    await becomeActive(stage, batch);
    const { tenant } = stage.stack.sandbox;
    const [laptop] = tenant.overview().devices;
    assert.ok(laptop?.intune);
    const { serialNumber } = laptop;
    const named = { own: 'LYNNES-LAPTOP', given: laptop.intune.deviceName };
    assert.match(named.given, /^MMD-\d{11}$/);
    tenant.rename(serialNumber, named.own);
    stage.transcript.scene(`${laptop.intune.user} renames ${serialNumber} from ${named.given} to ${named.own}`);

    const request = await askForException(stage, serialNumber);
    const question = await approve(stage);
    await stage.expects('the request shown as approved to Alex', shownAs(request, /^In force/));
    await stage.expects(
      'the word to Alex that it was approved',
      (message) => inPersonalChat(message) && says(/^Nestor Wilke approved the naming exception/)(message),
    );

    await nextRun(stage, serialNumber, /Keeps its name LYNNES-LAPTOP/);
    assert.equal(nameOf(stage, serialNumber), named.own, 'The excepted laptop was renamed.');
    await answerTo(stage, `naming ${serialNumber}`, /LYNNES-LAPTOP/);

    await stage.presses(stage.person('Nestor'), current(stage, question), 'Revoke', {
      comment: 'The labels are changed',
    });
    await stage.expects('the card saying that it was revoked', shownAs(question, /was revoked$/));
    await nextRun(stage, serialNumber, /Renaming to MMD-\d{11} asked for; takes effect at next restart/);
    for (const heard of ['and hears of its new name', 'and takes it']) {
      tenant.restart(serialNumber);
      stage.transcript.scene(`${serialNumber} restarts ${heard}`);
      await stage.fastForward(hours, () => stage.stack.sandbox.clock.sleep(5 * minute));
    }
    await history(stage, serialNumber, stage.stack.sandbox.clock.now(), /Intune shows the new name MMD-\d{11}/);
    const name = nameOf(stage, serialNumber);
    assert.match(name ?? '', /^MMD-\d{11}$/);
    assert.notEqual(name, named.given);
    for (const other of tenant.overview().devices.slice(1))
      assert.match(other.intune?.deviceName ?? '', /^MMD-\d{11}$/);
  },
};

/** Alex fills in the form, looks at what it would do, and sends it. Resolves with his card. */
async function askForException(stage: Stage, serialNumber: string): Promise<ChatMessage> {
  const alex = stage.person('Alex');
  await stage.says(alex, 'request naming exception', conversationIds.personal);
  const form = await stage.expects(
    'the form',
    (message) => message.card?.actions.some(({ title }) => title === 'Preview') === true,
  );
  const wanted = { scope: 'Serial numbers', what: 'Keep the names', reason: 'Its label shows the name' };
  const day = new Date(stage.stack.sandbox.clock.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  await stage.presses(alex, form, 'Preview', {
    ...chosen(form, wanted),
    serialNumbers: 'NOSUCHDEVICE',
    lastDay: '2020-01-01',
  });
  await stage.expects('the form saying what to correct', shownAs(form, /NOSUCHDEVICE is known here/));
  await stage.presses(alex, current(stage, form), 'Preview', {
    ...chosen(form, wanted),
    serialNumbers: serialNumber,
    lastDay: day,
  });
  await stage.expects('what it would do', shownAs(form, /^This request is for/));
  await stage.presses(alex, current(stage, form), 'Send for approval');
  await stage.expects('the request waiting for an approver', shownAs(form, /^Waiting for an approver/));
  return form;
}

/** Alex may not decide, Megan may not either; Nestor may, once. Resolves with the approvers' card. */
async function approve(stage: Stage): Promise<ChatMessage> {
  const isQuestion = (message: ChatMessage) =>
    message.conversationId.startsWith(conversationIds.channel) && says(/^Alex Wilber asks to keep/)(message);
  const question = await stage.expects('the request in the approvers’ channel', isQuestion);
  for (const name of ['Alex', 'Megan']) {
    await stage.presses(stage.person(name), question, 'Approve');
    assert.ok(says(/^Alex Wilber asks to keep/)(current(stage, question)), `${name} decided.`);
  }
  await stage.presses(stage.person('Nestor'), question, 'Approve', { comment: 'Fine until spring' });
  await stage.expects('the card saying that it is in force', shownAs(question, /Approved by Nestor Wilke/));
  await stage.presses(stage.person('Nestor'), question, 'Approve', { comment: 'again' });
  assert.ok(says(/Fine until spring/)(current(stage, question)));
  assert.ok(!says(/: again/)(current(stage, question)));
  return question;
}

/** Hours pass until the next run of the rename job; the history of the device then tells what is expected. */
async function nextRun(stage: Stage, serialNumber: string, expected: RegExp): Promise<void> {
  const { clock } = stage.stack.sandbox;
  const run = (Math.floor(clock.now() / runsEvery) + 1) * runsEvery;
  stage.transcript.scene(
    `time passes, fast, to the run of the rename job at ${new Date(run).toISOString().slice(11, 16)} UTC`,
  );
  await history(stage, serialNumber, run + 2 * minute, expected);
}

/** Lets sandbox time pass to `at`, then looks at the history of a device until it tells what is expected: jobs take their time, too. */
async function history(stage: Stage, serialNumber: string, at: number, expected: RegExp): Promise<void> {
  const { clock } = stage.stack.sandbox;
  await stage.fastForward(hours, async () => {
    for (let looks = 1, due = at; ; looks += 1, due = clock.now() + 10 * minute) {
      while (clock.now() < due) await clock.sleep(due - clock.now());
      const answer = await answerTo(stage, `status ${serialNumber}`, new RegExp(serialNumber));
      if (says(expected)(answer)) return;
      assert.ok(looks < 12, `The history of ${serialNumber} never told ${expected}.`);
    }
  });
}

/** Alex asks, and the card that answers. */
async function answerTo(stage: Stage, words: string, expected: RegExp): Promise<ChatMessage> {
  const before = Math.max(0, ...stage.chat.feed.messages().map(({ position }) => position));
  await stage.says(stage.person('Alex'), words, conversationIds.personal);
  return stage.expects(
    `the answer to "${words}"`,
    (message) => inPersonalChat(message) && message.card !== undefined && says(expected)(message),
    { after: before },
  );
}

function nameOf(stage: Stage, serialNumber: string): string | undefined {
  return stage.stack.sandbox.tenant.overview().devices.find((device) => device.serialNumber === serialNumber)?.intune
    ?.deviceName;
}

/** Values of a form's choices by their titles, and its texts as they are. */
function chosen(form: ChatMessage, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => {
      const choices = form.card?.inputs.find((input) => input.id === id)?.choices ?? [];
      return [id, choices.find(({ title }) => title.startsWith(value))?.title ?? value];
    }),
  );
}

function current(stage: Stage, { id }: ChatMessage): ChatMessage {
  const message = stage.chat.feed.messages().findLast((each) => each.id === id);
  assert.ok(message);
  return message;
}

function shownAs(card: ChatMessage, pattern: RegExp) {
  return (message: ChatMessage) => message.id === card.id && says(pattern)(message);
}
