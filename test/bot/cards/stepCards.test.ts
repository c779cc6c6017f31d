import assert from 'node:assert/strict';
import { deviceCard } from '../../../src/bot/cards/deviceCard.ts';
import { digestCard } from '../../../src/bot/cards/digestCard.ts';
import { confirmRemovalCard } from '../../../src/bot/cards/removalCard.ts';
import type { Digest } from '../../../src/registration/announcements/digest.ts';
import type { BatchView } from '../../../src/registration/batches/view.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { ada, digestDevice, grace, now, sampleDevice, sampleDigest, sampleView } from '../support/samples.ts';

describe("people's steps on the card of a device", () => {
  const text = (over: Partial<Device>) => JSON.stringify(deviceCard(sampleDevice(over), defaultPolicy, now));
  const shipped = { by: ada, at: now - 3_600_000 };

  it('show who took them and when', () => {
    const card = text({ status: 'active', shipped, confirmed: { by: grace, at: now } });
    assert.match(card, /"Shipped".*DATE\(2026-11-23T09:48:00Z, SHORT\).*1 hour ago.*"by Ada Lovelace"/);
    assert.match(card, /"Confirmed".*DATE\(2026-11-23T10:48:00Z, SHORT\).*"by Grace Hopper"/);
    assert.doesNotMatch(card, /not ready for user any more/);
    assert.doesNotMatch(text({ status: 'ready' }), /Shipped|Confirmed/);
  });

  it('are no present facts of a device that was removed, nor is its user', () => {
    const card = text({
      status: 'removed',
      shipped,
      confirmed: { by: grace, at: now },
      userPrincipalName: 'alex@contoso.example',
      lastSyncAt: now,
      removal: { by: grace, at: now - 7_200_000, doneAt: now - 3_600_000 },
    });
    assert.doesNotMatch(card, /"User"|"Shipped"|"Confirmed"|"Last sync"|"Deployment group"/);
    assert.match(card, /"Removed".*1 hour ago.*"asked for by Grace Hopper"/);
  });

  it('show on the card that asks whether to remove a device', () => {
    const asked = (over: Partial<Device>) => JSON.stringify(confirmRemovalCard([sampleDevice(over)], []));
    assert.match(asked({ status: 'ready', shipped }), /Ready for user"\},\{[^}]*", shipped already"/);
    assert.doesNotMatch(asked({ status: 'ready' }), /shipped already/);
    assert.match(asked({ status: 'active', shipped }), /, in use/);
  });

  it('warn where the device was shipped and is not ready any more', () => {
    for (const status of ['pending', 'failed'] as const)
      assert.match(
        text({ status, shipped }),
        /by Ada Lovelace; not ready for user any more: keep it from being set up/,
      );
  });
});

describe("people's steps on a digest", () => {
  const text = (...[digest, view]: [Parameters<typeof digestCard>[0], BatchView | undefined]) =>
    JSON.stringify(digestCard(digest, view));
  it('can be taken where devices wait to be shipped, and are for exactly those', () => {
    for (const kind of ['ready', 'unshipped'] as const) {
      const card = text(sampleDigest(kind, 2), sampleView());
      assert.match(
        card,
        new RegExp(`"verb":"markShipped","title":"Mark 2 as shipped".*"data":\\{"digestId":"digest-${kind}"\\}`),
      );
      assert.match(text(wave(kind, true, undefined), sampleView()), /Mark 1 as shipped/);
      assert.doesNotMatch(text(wave(kind, true, true), sampleView()), /markShipped/);
      assert.match(text(sampleDigest(kind, 2), undefined), /Mark 2 as shipped/);
    }
    assert.doesNotMatch(text(sampleDigest('active', 2), sampleView()), /markShipped/);
  });

  it('say what to do where devices are forgotten', () => {
    assert.match(
      text(sampleDigest('unshipped', 1), undefined),
      /Ship it\. If it is on the way already, write “shipped” and the serial number\./,
    );
    assert.match(text(sampleDigest('unshipped', 2), undefined), /If they are .* the serial numbers\./);
  });

  const wave = (kind: Digest['kind'], ...shipped: (true | undefined)[]) =>
    sampleDigest(kind, shipped.length, {
      devices: shipped.map((each, index) => digestDevice(index, { shipped: each, problem: 'left-autopilot' })),
    });

  it('are not asked for again where devices become ready that were shipped', () => {
    assert.match(text(wave('ready', true), sampleView()), /It was shipped already and can be set up now\./);
    assert.doesNotMatch(text(wave('ready', true, true), sampleView()), /Ship (it|them)/);
    assert.match(
      text(wave('ready', true, undefined), sampleView()),
      /Shipped already {2}.*"5CG1000".*Those that were shipped already can be set up now; ship the others/,
    );
    assert.match(text(wave('ready', undefined), sampleView()), /"Ship it to its user\."/);
  });

  it('are named for what they are where devices had been registered before', () => {
    assert.match(text(wave('failed', true, undefined), sampleView()), /2 devices need registering again/);
    assert.match(text(sampleDigest('failed', 2), sampleView()), /2 devices failed/);
    const problem = { code: 'left-autopilot', at: now } as const;
    const device = sampleDevice({ status: 'failed', problem });
    assert.match(JSON.stringify(deviceCard(device, defaultPolicy, now)), /"Needs registering again"/);
  });

  it('show where devices fail or need attention', () => {
    for (const kind of ['failed', 'attention', 'stuck'] as const) {
      assert.match(text(wave(kind, true, undefined), sampleView()), /Shipped already {2}.{0,70}"5CG1000"\}/, kind);
      assert.doesNotMatch(text(wave(kind, undefined), sampleView()), /Shipped already/, kind);
    }
  });

  it('can be taken for devices that came without a file, and the digest says that they did', () => {
    const found = (kind: Digest['kind'], devices = 2) =>
      text(sampleDigest(kind, devices, { batchId: undefined }), undefined);
    assert.match(found('ready'), /Ship them to their users\..*Mark 2 as shipped/);
    for (const kind of ['ready', 'failed', 'active'] as const)
      assert.match(found(kind), /Uploaded by {2}.{0,70}a partner, an OEM or somebody in the Autopilot portal/, kind);
    assert.doesNotMatch(text(sampleDigest('failed', 2), sampleView()), /Uploaded by/);
    assert.doesNotMatch(found('notice', 0), /Uploaded by/);
  });

  it('are remembered where devices are no longer ready', () => {
    const gone = (...shipped: (true | undefined)[]) => wave('withdrawn', ...shipped);
    assert.match(
      text(gone(true), sampleView()),
      /"It was shipped already: keep it from being set up\. You will be told when it is ready again\."/,
    );
    assert.doesNotMatch(text(gone(true, true), sampleView()), /Do not ship/);
    assert.match(
      text(gone(true, undefined), sampleView()),
      /Shipped already {2}.*"5CG1000".*keep those that were shipped/,
    );
    assert.doesNotMatch(text(gone(undefined, undefined), sampleView()), /Shipped already|keep those/);
  });
});
