import assert from 'node:assert/strict';
import { execute, latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { sampleDifference } from '../support/namingSamples.ts';
import { ada } from '../support/samples.ts';

describe('the name template of an Autopilot profile', () => {
  const talk = conversation();
  const naming = () => talk.under.registration.naming;
  const press = (verb: string, data: object, from = ada) =>
    talk.under.post(execute(talk.under.connector, verb, { ...data }, from));
  beforeEach(() => naming().differing.push(sampleDifference()));
  const profileId = sampleDifference().profileId;
  const needs =
    'Changing an Autopilot profile needs the administrator role (Entra group “Preflight administrators”). Ask the owner of that group or an administrator.';

  it('is shown to all, with a button for administrators', async () => {
    await talk.say('naming');
    assert.match(latest(talk.under), /Has LAPTOP-%RAND:5%; the naming convention says MMD-%RAND:11%\./);
    assert.match(latest(talk.under), /It is the profile of Standard and Sensitive data devices\./);
    assert.doesNotMatch(latest(talk.under), /setNameTemplate/);
    talk.under.roles.set(ada.id, ['administrator']);
    await talk.say('naming');
    assert.match(latest(talk.under), /"verb":"setNameTemplate","title":"Set the template to MMD-%RAND:11%"/);
  });

  it('is changed only after a second question that says what it does', async () => {
    talk.under.roles.set(ada.id, ['administrator']);
    await press('setNameTemplate', { profileId });
    const question = latest(talk.under);
    assert.match(question, /Set the name template to MMD-%RAND:11%\?/);
    assert.match(question, /LAPTOP-%RAND:5% → MMD-%RAND:11%/);
    assert.match(question, /Standard and Sensitive data share it: the template changes for all of them\./);
    assert.match(question, /This changes your tenant\./);
    assert.deepEqual(naming().templates.asked, []);
    const answer = await press('confirmNameTemplate', { profileId, wanted: 'MMD-%RAND:11%' });
    assert.deepEqual(naming().templates.asked, [profileId]);
    assert.match(answer.text, /The Autopilot profile names devices MMD-%RAND:11% now/);
    assert.match(answer.text, /Changed by.*Ada Lovelace/);
    for (const verb of ['confirmNameTemplate', 'setNameTemplate'])
      assert.match(
        (await press(verb, { profileId })).text,
        /The template of this Autopilot profile is what applies already\. Nothing was changed\./,
      );
  });

  it('is asked for again where something else applies than the card said, forged or overtaken', async () => {
    talk.under.roles.set(ada.id, ['administrator']);
    const answer = await press('confirmNameTemplate', { profileId, wanted: 'EVIL-%RAND:5%' });
    assert.match(answer.text, /Something else applies by now, so nothing was changed\. Read the card again\./);
    assert.match(latest(talk.under), /Set the name template to MMD-%RAND:11%\?/);
    assert.equal(naming().differing.length, 1);
  });

  it('is left as it is', async () => {
    talk.under.roles.set(ada.id, ['administrator']);
    const answer = await press('keepNameTemplate', {});
    assert.match(answer.text, /The Autopilot profile was not changed.*Ada Lovelace.*left it as it is\./);
    assert.equal(naming().differing.length, 1);
  });

  it('says what Microsoft said', async () => {
    talk.under.roles.set(ada.id, ['administrator']);
    naming().templates.outcome = { kind: 'failed', message: 'Microsoft refused: the profile is locked.' };
    assert.match(
      (await press('confirmNameTemplate', { profileId, wanted: 'MMD-%RAND:11%' })).text,
      /Microsoft refused: the profile is locked\./,
    );
  });

  it('is for administrators, as the directory says now', async () => {
    talk.under.believed.set(ada.id, ['administrator']);
    for (const verb of ['setNameTemplate', 'confirmNameTemplate', 'keepNameTemplate'])
      assert.ok((await press(verb, { profileId })).text.includes(needs), verb);
    assert.deepEqual(naming().templates.asked, []);
  });
});
