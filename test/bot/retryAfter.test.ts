import assert from 'node:assert/strict';
import { readConnectorCode } from '../../src/bot/adapter/connectorCode.ts';
import { readRetryAfter } from '../../src/bot/adapter/retryAfter.ts';

const now = Date.UTC(2026, 11, 1, 12);

describe('what the connector says of a refusal', () => {
  const pauses: [string | null, number | undefined][] = [
    ['60', 60_000],
    ['0', 0],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['999999', 15 * 60_000],
    ['999999999999999', 15 * 60_000],
    ['Tue, 01 Dec 2026 12:01:00 GMT', 60_000],
    ['Tue, 01 Dec 2026 11:00:00 GMT', 0],
    ['Wed, 01 Dec 2027 12:00:00 GMT', 15 * 60_000],
    ['-5', undefined],
    ['soon', undefined],
    ['1e9', undefined],
    ['', undefined],
    ['9'.repeat(400), undefined],
    [null, undefined],
  ];
  for (const [value, wanted] of pauses)
    it(`reads Retry-After ${String(value).slice(0, 40)} as ${wanted} ms`, () =>
      assert.equal(readRetryAfter(value, now), wanted));

  const codes: [string, string | undefined][] = [
    ['{"error":{"code":"BotDisabledByAdmin","message":"x"}}', 'BotDisabledByAdmin'],
    ['{"error":{"code":"Forbidden","message":"no","subCode":"MessageWritesBlocked"}}', 'MessageWritesBlocked'],
    ['{"errorCode":209,"message":"{\\"subCode\\":\\"ConversationBlockedByUser\\"}"}', 'ConversationBlockedByUser'],
    ['{"error":{"code":"Unknown"}}', 'Unknown'],
    ['<html>Bad Gateway</html>', undefined],
    ['', undefined],
    [`{"error":{"code":"${'A'.repeat(5_000)}"}}`, undefined],
  ];
  for (const [body, wanted] of codes)
    it(`finds ${wanted} in ${body.slice(0, 60)}`, () => assert.equal(readConnectorCode(body), wanted));
});
