import type { Field } from '../captions.ts';
import type { Line } from '../physicalLines.ts';
import { fieldOf, hashOf, isHashText, type NamedValue, namedRow } from './namedValue.ts';

/** Makes rows of values that are nested in objects, lists or elements. */
export interface DeviceTree {
  open(isList: boolean): void;
  /** A value of the object that was opened last. */
  value(value: NamedValue): void;
  close(): void;
  /** Objects and lists that are open. */
  depth(): number;
  /** Closes what is still open: the text was cut off. */
  end(): void;
}

interface Frame {
  isList: boolean;
  values: NamedValue[];
  /** A device was found inside. */
  hasRows: boolean;
}

const telling = new Set<Field | undefined>(['serialNumber', 'groupTag', 'assignedUser']);

/** Nothing about a device is nested deeper, nor has it more values; deeper levels are only counted. */
const deepest = 64;
const mostValues = 200;

/**
 * An object with a hash is a device; what it does not say itself, such as the group tag of a whole list, it has from the objects around it.
 * Values apart from their hash (`{"hash": {…}, "serialNumber": …}`) are brought together in the object around both.
 */
export function createDeviceTree(emit: (row: Line) => void): DeviceTree {
  const frames: Frame[] = [];
  let ignored = 0;

  function row(values: NamedValue[]): void {
    const inherited = frames
      .flatMap((frame) => frame.values)
      .filter((value) => !isHash(value) && fieldOf(value) !== undefined);
    const missing = inherited.filter((value) => !values.some((own) => fieldOf(own) === fieldOf(value)));
    emit(namedRow([...values, ...missing]));
    for (const frame of frames) frame.hasRows = true;
  }

  function leave({ isList, values, hasRows }: Frame): void {
    const parent = frames.at(-1);
    const hash = hashOf(values);
    if (hash === undefined) {
      leaveWithoutHash(values, hasRows, parent);
      return;
    }
    const says = values.some((value) => value !== hash && telling.has(fieldOf(value)));
    if (isList || says || parent === undefined || parent.isList) row(values);
    else if (hashOf(parent.values) === undefined) add(parent, values);
    else {
      // Two hashes of one object are two devices.
      row(parent.values.splice(0));
      parent.isList = true;
      row(values);
    }
  }

  /** A device without a hash is one of a list; elsewhere what it says belongs to what is around it. */
  function leaveWithoutHash(values: NamedValue[], hasRows: boolean, parent: Frame | undefined): void {
    if (hasRows || values.length === 0) return;
    const named = values.some((value) => fieldOf(value) === 'serialNumber' && value.text !== '');
    if (named && parent?.isList !== false) row(values);
    else if (parent !== undefined)
      add(
        parent,
        values.filter((value) => fieldOf(value) !== undefined),
      );
  }

  return {
    open(isList) {
      if (frames.length >= deepest) ignored += 1;
      else frames.push({ isList, values: [], hasRows: false });
    },
    value(value) {
      const frame = frames.at(-1);
      if (frame === undefined) {
        if (isHash(value)) row([value]);
      } else if (isHash(value) && frame.isList) row([value]);
      else add(frame, [value]);
    },
    close() {
      if (ignored > 0) {
        ignored -= 1;
        return;
      }
      const frame = frames.pop();
      if (frame !== undefined) leave(frame);
    },
    depth: () => frames.length + ignored,
    end() {
      for (let frame = frames.pop(); frame !== undefined; frame = frames.pop()) leave(frame);
      ignored = 0;
    },
  };
}

function isHash(value: NamedValue): boolean {
  return isHashText(value.text) && value.text.length >= 32;
}

function add(frame: Frame, values: readonly NamedValue[]): void {
  if (frame.values.length + values.length <= mostValues || values.some(isHash)) frame.values.push(...values);
}
