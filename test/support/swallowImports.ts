import type { Engine } from './engine.ts';

/** Autopilot takes imports and loses them without a trace. Returns how to end that. */
export function swallowImports({ ports }: Pick<Engine, 'ports'>): () => void {
  const { autopilot } = ports;
  ports.autopilot = { ...autopilot, importDevices: () => Promise.resolve(new Map()) };
  return () => {
    ports.autopilot = autopilot;
  };
}
