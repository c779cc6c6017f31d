import assert from 'node:assert/strict';
import type { UploadPlace } from '../../sandbox/files.ts';
import { startSandbox, type TestSandbox } from './support.ts';

describe('files handed over to the sandbox', () => {
  let test: TestSandbox;
  const answered: [string, boolean][] = [];
  beforeEach(async () => {
    answered.length = 0;
    const offers = [{ id: 'm1', name: 'rejected.csv', description: 'two rows' }];
    test = await startSandbox({
      consents: {
        offered: () => offers,
        async answer(id, accept) {
          if (id !== 'm1') throw new RangeError('This file is not offered any more.');
          answered.push([id, accept]);
        },
      },
    });
  });
  afterEach(() => test.close());

  const put = (
    place: Pick<UploadPlace, 'uploadUrl'>,
    body: string,
    range = `bytes 0-${body.length - 1}/${body.length}`,
  ) => fetch(place.uploadUrl, { method: 'PUT', body, headers: { 'content-range': range } });
  const list = async () => (await test.get('/_sandbox/handed-over')).body;

  it('are taken in one piece, once, and can be downloaded from the page', async () => {
    const place = test.sandbox.files.openUpload('rejected.csv');
    assert.equal(place.fileType, 'csv');
    assert.equal((await put(place, 'a,b', 'bytes 0-1/3')).status, 416);
    assert.equal((await put(place, 'a,b')).status, 201);
    assert.equal((await put(place, 'c,d')).status, 404);
    const { received } = await list();
    assert.deepEqual(received, [{ id: place.uniqueId, name: 'rejected.csv', size: 3 }]);
    const opened = await fetch(place.contentUrl);
    assert.match(opened.headers.get('content-disposition') ?? '', /^attachment/);
    assert.equal(await opened.text(), 'a,b');
    assert.equal((await fetch(place.contentUrl.replace(place.uniqueId, 'x'))).status, 404);
  });

  it('find no place after ten minutes of its own time', async () => {
    const place = test.sandbox.files.openUpload('rejected.csv');
    test.sandbox.clock.advance(11 * 60_000);
    assert.equal((await put(place, 'a,b')).status, 404);
    assert.deepEqual((await list())['received'], []);
  });

  it('are offered on the page, where somebody accepts or declines', async () => {
    assert.deepEqual((await list())['offered'], [{ id: 'm1', name: 'rejected.csv', description: 'two rows' }]);
    const answer = (body: unknown) => test.post('/_sandbox/handed-over', body);
    assert.equal((await answer({ id: 'm1', accept: true })).status, 204);
    assert.equal((await answer({ id: 'm1', accept: false })).status, 204);
    assert.deepEqual(answered, [
      ['m1', true],
      ['m1', false],
    ]);
    const gone = await answer({ id: 'm2', accept: true });
    assert.deepEqual([gone.status, gone.body['error']], [409, 'This file is not offered any more.']);
    assert.equal((await answer({ id: 'm1' })).status, 400);
  });
});
