import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../sandbox/playground/feed.ts';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import type { Scenario, Stage } from '../stage.ts';

const says = (pattern: RegExp) => (message: ChatMessage) => message.lines.some((line) => pattern.test(line));

/** What is wrong in a file: all of it is shown, what cannot be registered comes back as a file, and the rest is registered. */
export const scenario: Scenario = {
  title: 'A UTF-16 file with three good rows, one to repair and one that is rejected',
  async play(stage) {
    await stage.chat.install(conversationIds.personal);
    const alex = stage.person('Alex');
    await stage.sends(alex, 'damaged');
    const report = await stage.expects('the report card', says(/^4 of 5 devices can be registered/));
    assert.ok(says(/read as UTF-16/)(report), 'The report does not say that the file is UTF-16.');
    await lookAtFindings(stage, report);
    await takeRejectedRows(stage, report);
    await register(stage, report);
    await sendAgain(stage);
  },
};

async function lookAtFindings(stage: Stage, report: ChatMessage): Promise<void> {
  const alex = stage.person('Alex');
  await stage.presses(alex, report, 'Show all findings');
  const findings = await stage.expects('all findings', says(/^2 rows with findings/));
  assert.ok(says(/^Line 5, rejected/)(findings) && says(/^Line 4, repaired/)(findings), 'A finding is missing.');
  await stage.presses(alex, findings, 'Back to the choice');
  const closed = (message: ChatMessage) => message.id === findings.id && says(/on the report above/)(message);
  await stage.expects('the findings being put away', closed);
}

/** Accepts the file as somebody does in Teams; Playground has no buttons for it. */
async function takeRejectedRows(stage: Stage, report: ChatMessage): Promise<void> {
  const alex = stage.person('Alex');
  const { files } = stage.stack.sandbox;
  await stage.presses(alex, report, 'rejectedRows');
  const offer = await stage.expects('the offer of a file', ({ consent }) => consent !== undefined);
  stage.transcript.person(alex.givenName, '[Allow]');
  await stage.chat.answerFile(offer, { from: alex, upload: files.openUpload(offer.consent?.name ?? '') });
  const handed = await stage.expects('the file', ({ file }) => file !== undefined);
  await stage.expects('the question being closed', ({ id, consent }) => id === offer.id && consent === undefined);
  const received = files.received().find(({ id }) => id === handed.file?.uniqueId);
  const [header, row, end] = received?.bytes.toString('utf8').split('\r\n') ?? [];
  assert.equal(header, 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User,Reason');
  assert.match(row ?? '', /,"Line 5: The hash is cut off\. .* Capture the hash on that device again/);
  assert.equal(end, '');
  stage.transcript.scene(`the file holds: ${(row ?? '').replace(/T0[A-Za-z0-9+/=]{40,}/, 'T0…')}`);
}

async function register(stage: Stage, report: ChatMessage): Promise<void> {
  await stage.presses(stage.person('Alex'), report, 'register', { profile: 'Standard' });
  const registering = (message: ChatMessage) =>
    message.id === report.id && message.lines[0] === 'Registering 4 devices';
  const batch = await stage.expects('the batch card', registering);
  assert.ok(
    batch.card?.actions.some(({ verb }) => verb === 'rejectedRows'),
    'The rejected rows cannot be had after the registration.',
  );
}

async function sendAgain(stage: Stage): Promise<void> {
  const after = stage.chat.feed.position();
  await stage.sends(stage.person('Alex'), 'damaged');
  const again = await stage.expects(
    'the report of the same file',
    says(/already sent by you and registered as Standard/),
    {
      after,
    },
  );
  assert.ok(says(/4 on their way .* left alone/)(again), 'The report does not say that the devices are known.');
}
