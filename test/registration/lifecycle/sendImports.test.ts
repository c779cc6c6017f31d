import assert from 'node:assert/strict';
import type { ImportRow } from '../../../src/registration/ports/autopilot.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

describe('sending imports', () => {
  let engine: Engine;
  let requests: number;
  let restore: () => void;
  beforeEach(async () => {
    engine = await createEngine({ throttling: false });
    requests = 0;
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  /** Imports with one of these rows are answered 400. */
  const prepare = (isRefused: (row: ImportRow) => boolean): void => {
    const { autopilot } = engine.ports;
    restore = () => {
      engine.ports.autopilot = autopilot;
    };
    engine.ports.autopilot = {
      ...autopilot,
      importDevices(importId, rows) {
        requests += 1;
        if (!rows.some(isRefused)) return autopilot.importDevices(importId, rows);
        const facts = { kind: 'refused', status: 400, code: 'BadRequest', outcome: 'none' } as const;
        return Promise.reject(new ServiceError('400 BadRequest', facts));
      },
    };
  };
  const codes = async () => [...new Set((await engine.devices()).map(({ problem }) => problem?.code))];

  it('fails no device when the service refuses all of them, and goes on when it does not any more', async () => {
    prepare(() => true);
    await engine.register(250);
    await engine.turn();
    // Down to eight single devices, and one request for each other part.
    assert.ok(requests <= 30, String(requests));
    assert.ok((await engine.devices()).every(({ status, step }) => status === 'pending' && step === 'accepted'));
    await assert.rejects(() => engine.until(() => false, 2 * 3_600_000), /not in/);
    assert.deepEqual(await codes(), ['stuck-accepted']);
    restore();
    await engine.until(({ status }) => status === 'ready');
  });

  it('finds the devices at fault among others, however many', async () => {
    const faulty = (serialNumber: string) => Number(serialNumber.slice(-2)) < 12;
    prepare(({ serialNumber }) => faulty(serialNumber));
    await engine.register(100);
    await engine.until(({ status }) => status !== 'pending');
    for (const { serialNumber, problem } of await engine.devices())
      assert.equal(problem?.code, faulty(serialNumber) ? 'import-refused' : undefined, serialNumber);
  });

  it('fails a few devices that are all at fault', async () => {
    prepare(() => true);
    await engine.register(3);
    await engine.turn();
    assert.deepEqual(await codes(), ['import-refused']);
  });
});
