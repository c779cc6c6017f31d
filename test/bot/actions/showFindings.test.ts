import assert from 'node:assert/strict';
import { cardOf, execute } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada, grace, sampleFoundRows } from '../support/samples.ts';

describe('all findings of a file', () => {
  const talk = conversation();
  const press = (verb: string, data: object, replyToId?: string, from = ada) =>
    talk.under.post(execute(talk.under.connector, verb, { ...data }, from, replyToId));
  const lines = (card: string) => [...card.matchAll(/"Line (\d+), (\w+) {2}"/g)].map(([, line]) => Number(line));

  it('come as a message of their own, so that the report keeps what was filled in', async () => {
    const batchId = await talk.draft();
    const report = talk.under.connector.sent.at(-1)?.id;
    talk.under.registration.foundRows.push(...sampleFoundRows(23));
    const answer = await press('showFindings', { batchId }, report);
    assert.match(answer.text, /activity.message","value":"See the answer below/);
    const sent = talk.under.connector.sent.at(-1);
    assert.equal(sent?.method, 'POST');
    assert.deepEqual(lines(cardOf(sent)), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.match(cardOf(sent), /page 1 of 3/);
    assert.match(cardOf(sent), /Serial number 45123 → 0045123/);
    assert.match(cardOf(sent), /Capture the hash on that device again/);
    assert.doesNotMatch(cardOf(sent), /"title":"Previous"/);
    assert.equal(talk.under.registration.drafts.get(batchId)?.state, 'draft');
  });

  it('are turned page by page in place, and put away in place', async () => {
    const batchId = await talk.draft();
    talk.under.registration.foundRows.push(...sampleFoundRows(23));
    await press('showFindings', { batchId });
    const pages = talk.under.connector.sent.at(-1)?.id;
    await press('findingsPage', { batchId, page: 3 }, pages);
    const edit = talk.under.connector.sent.at(-1);
    assert.deepEqual([edit?.method, edit?.activityId], ['PUT', pages]);
    assert.deepEqual(lines(cardOf(edit)), [22, 23, 24]);
    assert.match(cardOf(edit), /"title":"Previous".*"page":2/);
    assert.doesNotMatch(cardOf(edit), /"title":"Next"/);
    await press('closeFindings', { batchId }, pages);
    const closed = talk.under.connector.sent.at(-1);
    assert.deepEqual([closed?.method, closed?.activityId], ['PUT', pages]);
    assert.match(cardOf(closed), /Choose a device profile on the report above\./);
    assert.match(cardOf(closed), /"verb":"findingsPage".*"page":1/);
  });

  it('are for who sent the file and administrators, after it was registered or cancelled too', async () => {
    const batchId = await talk.draft();
    talk.under.registration.foundRows.push(...sampleFoundRows(2));
    await press('cancel', { batchId });
    talk.under.roles.set(grace.id, ['registrar']);
    const refused = await press('showFindings', { batchId }, undefined, grace);
    assert.match(refused.text, /Only Ada Lovelace or an administrator can see its findings\./);
    talk.under.roles.set(grace.id, ['administrator']);
    await press('showFindings', { batchId }, undefined, grace);
    assert.match(cardOf(talk.under.connector.sent.at(-1)), /"title":"Close"/);
  });

  it('are gone after a week, which is said', async () => {
    const batchId = await talk.draft();
    assert.match((await press('showFindings', { batchId })).text, /The findings of this file are not kept any more/);
    assert.match((await press('showFindings', { batchId: 'nobody' })).text, /This file is not known any more/);
  });

  it('take any page number without harm', async () => {
    const batchId = await talk.draft();
    talk.under.registration.foundRows.push(...sampleFoundRows(2));
    for (const page of [undefined, -1, 'x', 1e9, null, { $gt: 0 }]) {
      const answer = await press('findingsPage', { batchId, page });
      assert.equal(answer.status, 200);
      assert.match(answer.text, /Line 2, rejected|not kept any more/);
    }
  });
});
