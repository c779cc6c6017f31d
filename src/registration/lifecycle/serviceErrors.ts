import { ServiceError } from '../ports/serviceError.ts';
import type { Device } from './device.ts';

/*
 * What a service last said against a step, kept where people and Microsoft's support look for it: in the problem that comes of it.
 */

/** The device with how this look at it went: what a service answered instead, or that it answers again. */
export function noteLook(device: Device, error: unknown): Device {
  const { serviceError } = device;
  if (!(error instanceof ServiceError))
    return serviceError?.looking === true ? { ...device, serviceError: undefined } : device;
  // What was said against an import or a change explains more than that nobody could look.
  if (serviceError !== undefined && serviceError.looking !== true) return device;
  return { ...device, serviceError: { text: error.message, requestId: error.requestId, looking: true } };
}

/** The device with what a service answered to a change that will be tried again. */
export function noteRefusedChange(device: Device, { message: text, requestId }: ServiceError): Device {
  const { serviceError } = device;
  // What Autopilot said of an import decides what comes next.
  if (serviceError?.name !== undefined || serviceError?.text === text) return device;
  return { ...device, serviceError: { text, requestId } };
}
