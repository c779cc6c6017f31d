import assert from 'node:assert/strict';
import { type Access, asksNow } from '../../../src/bot/access/access.ts';
import { accessTo, actions, type Verb } from '../../../src/bot/actions/actionTable.ts';
import { readSubmit } from '../../../src/bot/actions/cardAction.ts';
import { understood } from '../../../src/bot/commands/answerMessage.ts';
import { accessOf } from '../../../src/bot/commands/command.ts';
import { files } from '../../../src/bot/handover/makeFile.ts';
import type { Role } from '../../../src/registration/roles.ts';
import { activity, channelActivity, execute, latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { nestor, sampleException } from '../support/namingSamples.ts';
import { ada, grace, sampleDevice } from '../support/samples.ts';

/** Everything a stranger must not read, as it stands in the small engine below. */
const secrets = /SECRET-SERIAL|secret\.csv|secret-user|Ada Lovelace|Secret reason|IT > Secret/;

const data = {
  batchId: 'b1',
  exceptionId: 'exception-1',
  deviceIds: ['secret-device'],
  doubleIds: ['secret-device'],
  which: '0',
  markId: 'mark-1',
  step: 'shipped',
  choice: 'First',
  profileId: 'p1',
  wanted: 'X',
  shown: 'X',
  page: 1,
  profile: 'Standard',
  scope: 'tenant',
  what: 'keep',
  reason: 'because',
  lastDay: '2027-03-31',
  text: 'status SECRET-SERIAL',
};

const verbs = Object.keys(actions) as Verb[];
const written = [
  'status SECRET-SERIAL',
  'naming',
  'naming SECRET-SERIAL',
  'naming preview',
  'naming exception',
  'request naming exception',
  'batches',
  'subscriptions',
  'health',
  'audit export',
  'remove SECRET-SERIAL',
  'move SECRET-SERIAL to First',
  'retry SECRET-SERIAL',
  'retry failed',
  'shipped SECRET-SERIAL',
  'confirm SECRET-SERIAL',
  'unship SECRET-SERIAL because of me',
  'unconfirm SECRET-SERIAL because of me',
  'help',
  'sample',
  'register',
  'statsu SECRET-SERIAL',
  'SECRET-SERIAL',
  'naming previev',
];

function accessOfVerb(verb: Verb): Access {
  const action = readSubmit({ ...data, verb });
  assert.ok(action, `the data of ${verb} can be read`);
  return accessTo(action.verb, action);
}

describe('the tables of commands, buttons and files', () => {
  const talk = conversation();
  beforeEach(() => {
    talk.under.roles.clear();
    const { registration } = talk.under;
    registration.knownDevices.push(
      sampleDevice({
        id: 'secret-device',
        serialNumber: 'SECRET-SERIAL',
        userPrincipalName: 'secret-user@contoso.com',
      }),
    );
    registration.naming.exceptions.set('exception-1', sampleException({ reason: 'Secret reason' }));
    registration.channels.set('c', {
      id: 'c',
      version: 1,
      name: 'IT > Secret',
      about: 'digests',
      subscribedBy: ada,
      subscribedAt: 0,
      threads: {},
    });
  });

  async function file() {
    talk.under.roles.set(ada.id, ['registrar']);
    const id = await talk.draft();
    const batch = talk.under.registration.drafts.get(id);
    assert.ok(batch);
    talk.under.registration.drafts.set('b1', { ...batch, id: 'b1', fileName: 'secret.csv' });
    talk.under.roles.clear();
    talk.under.connector.sent.length = 0;
  }
  const press = async (verb: Verb, who: typeof ada) => {
    talk.under.connector.sent.length = 0;
    const { text } = await talk.under.post(execute(talk.under.connector, verb, data, who));
    return `${text} ${JSON.stringify(talk.under.connector.sent)}`;
  };
  const write = async (text: string, who: typeof ada, inChannel = false) => {
    talk.under.connector.sent.length = 0;
    const { connector } = talk.under;
    await talk.under.post(inChannel ? channelActivity(connector, text, {}, who) : activity(connector, { text }, who));
    return JSON.stringify(talk.under.connector.sent);
  };

  it('finding: everybody in the organisation sees every device’s user, name and history: without a role nothing shows, by any button', async () => {
    await file();
    for (const verb of verbs) assert.doesNotMatch(await press(verb, grace), secrets, verb);
    assert.equal(talk.under.registration.drafts.get('b1')?.state, 'draft');
  });

  it('finding: everybody in the organisation sees every device’s user, name and history: without a role nothing shows, by any words', async () => {
    await file();
    for (const inChannel of [false, true])
      for (const text of written) {
        const answer = await write(text, grace, inChannel);
        // What they wrote themselves is theirs.
        assert.doesNotMatch(answer.replaceAll('SECRET-SERIAL', ''), secrets, text);
        assert.doesNotMatch(answer, /Ready for user|secret-user/, text);
      }
  });

  it('tell who has no role whom to ask', async () => {
    assert.match(
      await write('status SECRET-SERIAL', grace),
      /Seeing devices, files and names needs the reader role \(Entra group “Preflight readers”\)\. Ask the owner of that group/,
    );
  });

  it('finding: a deleted administrator removes devices for five more minutes: what destroys, reveals or decides asks the directory now', async () => {
    await file();
    const all: Role[] = ['registrar', 'approver', 'administrator'];
    talk.under.believed.set(grace.id, all);
    talk.under.roles.set(grace.id, []);
    for (const verb of verbs) {
      if (!asksNow(accessOfVerb(verb)) || accessOfVerb(verb).who === 'colleague') continue;
      assert.match(await press(verb, grace), /needs the (registrar|approver|administrator) role/, verb);
    }
    for (const command of understood) {
      if (!asksNow(accessOf(command, ''))) continue;
      const answer = await write(command.words[0], grace, command.where === 'channel');
      assert.match(answer, /needs the (registrar|approver|administrator) role/, command.words[0]);
    }
    assert.match(await write('retry failed', grace), /needs the administrator role/);
  });

  it('believe an answer for minutes only where nothing is destroyed, revealed or decided', () => {
    const believed = [
      ...verbs.filter((verb) => !asksNow(accessOfVerb(verb))),
      ...understood.filter((command) => !asksNow(accessOf(command, ''))).map(({ words }) => words[0]),
      ...Object.entries(files).flatMap(([file, access]) => (asksNow(access) ? [] : [file])),
    ];
    // A new row asks now unless somebody adds it here, too.
    assert.deepEqual(believed.toSorted(), [
      'batches',
      'changeNaming',
      'closeFindings',
      'confirm',
      'confirmActive',
      'findingsPage',
      'markShipped',
      'misfitsPage',
      'naming',
      'previewNaming',
      'refreshBatch',
      'register',
      'request',
      'sample',
      'say',
      'shipped',
      'showFindings',
      'showMisfits',
      'showNaming',
      'status',
      'stepChosen',
      'subscriptions',
    ]);
  });

  it('finding: a guest whose activity does not say so is let in: the directory knows guests, disabled and deleted accounts', async () => {
    await file();
    talk.under.roles.set(nestor.id, []);
    for (const [standing, told] of [
      ['guest', /works only for people of the organisation/],
      ['disabled', /account is disabled or deleted/],
      ['absent', /account is disabled or deleted/],
    ] as const) {
      talk.under.standings.set(nestor.id, standing);
      for (const text of written) {
        assert.match(await write(text, nestor), told, `${standing}: ${text}`);
      }
      for (const verb of verbs) assert.match(await press(verb, nestor), told, `${standing}: ${verb}`);
    }
  });

  it('refuse where the directory cannot be asked, late rather than wrong, and help shows the least', async () => {
    const { ServiceError } = await import('../../../src/registration/ports/serviceError.ts');
    await file();
    talk.under.roles.set(grace.id, ['administrator']);
    talk.under.directoryFails.error = new ServiceError('down', {
      kind: 'unavailable',
      status: 503,
      code: 'x',
      outcome: 'none',
    });
    for (const verb of verbs) assert.doesNotMatch(await press(verb, grace), secrets, verb);
    assert.match(await write('status SECRET-SERIAL', grace), /cannot be asked for your role/);
    const help = await write('help', grace);
    assert.doesNotMatch(help, /remove|audit export|health|batches/);
    assert.match(help, /sample/);
  });

  it('finding: refusals and exports leave no audit entry: each refusal is told to the audit, with the person and what was asked', async () => {
    await write('remove SECRET-SERIAL', grace);
    await press('approveNaming', grace);
    const told = talk.under.registration.refusals.map(({ actor, asked, because, needs }) => [
      actor.id,
      asked,
      because,
      needs,
    ]);
    assert.deepEqual(told, [
      [grace.id, 'remove', 'roleMissing', 'administrator'],
      [grace.id, 'approveNaming', 'roleMissing', 'approver'],
    ]);
  });

  it('finding: ids are compared by spelling, so the requester approves under another case', async () => {
    talk.under.roles.set(ada.id, ['approver']);
    const shouting = { id: ada.id.toUpperCase(), name: ada.name };
    const stored = { ...ada, id: ada.id.toUpperCase() };
    for (const requester of [ada, stored]) {
      talk.under.registration.naming.exceptions.set('exception-1', sampleException({ requester }));
      for (const who of [ada, shouting])
        assert.match(await press('approveNaming', who), /Nobody decides about a request of their own/);
    }
    assert.equal(talk.under.registration.naming.exceptions.get('exception-1')?.state, 'requested');
    const [own] = talk.under.registration.refusals;
    assert.deepEqual([own?.actor.id, own?.because, own?.subject], [ada.id, 'ownRequest', 'exception-1']);
  });

  it('take no sender whose id is no Entra object id', async () => {
    for (const id of ['ada', `${ada.id} `, `{${ada.id}}`, '00000000-0000-0000-0000-000000000000', '../users/x']) {
      await write('help', { id, name: 'X' });
      assert.match(latest(talk.under), /works only for people of the organisation/, id);
    }
    assert.equal(talk.under.registration.references.size, 0);
  });
});
