import { type RequestHandler, Router } from 'express';
import { z } from 'zod/v4';
import type { AdminParts } from './parts.ts';

const name = z.string().min(1);
const device = z.strictObject({ serialNumber: name });
const formerDevice = device.extend({ manufacturer: name, model: z.string().default('') });
const groupBody = z.strictObject({ group: name });
const profileBody = z.strictObject({ profile: name, name });
const assignmentBody = z.strictObject({ profile: name, group: name, change: z.enum(['add', 'remove']) });
const templateBody = z.strictObject({ profile: name, template: z.string() });
const refusalBody = device.extend({
  status: z.number().int().min(400).max(599).default(400),
  code: name.default('BadRequest'),
  message: name.optional(),
});
const tagBody = device.extend({ groupTag: z.string() });

/** What happens behind the product's back: administrators in other portals, repairs, left-overs of earlier lives. */
export function mishapRoutes({ tenant }: AdminParts): Router {
  const router = Router();
  router.post(
    '/delete-identity',
    done(device, ({ serialNumber }) => tenant.deleteIdentity(serialNumber)),
  );
  router.post(
    '/delete-group',
    done(groupBody, ({ group }) => tenant.deleteGroup(group)),
  );
  router.post(
    '/rename-profile',
    done(profileBody, (body) => tenant.renameProfile(body.profile, body.name)),
  );
  router.post(
    '/edit-assignment',
    done(assignmentBody, ({ profile, change, group }) => tenant.editAssignment(profile, change, group)),
  );
  router.post(
    '/change-tag',
    done(tagBody, (body) => tenant.changeTag(body.serialNumber, body.groupTag)),
  );
  router.post(
    '/wipe',
    done(device, ({ serialNumber }) => tenant.wipe(serialNumber)),
  );
  router.post(
    '/delete-from-intune',
    done(device, ({ serialNumber }) => tenant.deleteFromIntune(serialNumber)),
  );
  router.post('/leave-in-intune', done(formerDevice, tenant.leaveInIntune));
  router.post('/leave-in-entra', done(formerDevice, tenant.leaveInEntra));
  router.post('/use-before', done(formerDevice, tenant.useBefore));
  router.post(
    '/wipe-used',
    done(device, ({ serialNumber }) => tenant.wipeUsed(serialNumber)),
  );
  router.post(
    '/clear-from-entra',
    done(device, ({ serialNumber }) => tenant.clearFromEntra(serialNumber)),
  );
  router.post(
    '/delete-from-entra',
    done(device, ({ serialNumber }) => tenant.deleteFromEntra(serialNumber)),
  );
  router.post(
    '/hide-registration',
    done(device, ({ serialNumber }) => tenant.hideRegistration(serialNumber)),
  );
  router.post(
    '/release-registration',
    done(device, ({ serialNumber }) => tenant.releaseRegistration(serialNumber)),
  );
  router.post(
    '/join-hybrid',
    done(device, ({ serialNumber }) => tenant.joinHybrid(serialNumber)),
  );
  router.post(
    '/refuse-names',
    done(refusalBody, ({ serialNumber, ...refusal }) => tenant.refuseNames(serialNumber, refusal)),
  );
  router.post(
    '/fail-names',
    done(device, ({ serialNumber }) => tenant.failNames(serialNumber)),
  );
  router.post(
    '/allow-names',
    done(device, ({ serialNumber }) => tenant.allowNames(serialNumber)),
  );
  router.post(
    '/edit-name-template',
    done(templateBody, ({ profile, template }) => tenant.editNameTemplate(profile, template)),
  );
  // The answer is the file that the technician would send.
  router.post('/replace-board', (request, response) => {
    const { serialNumber } = device.parse(request.body);
    const hash = tenant.replaceBoard(serialNumber);
    response.json({
      csv: `Device Serial Number,Windows Product ID,Hardware Hash\r\n${serialNumber},,${hash}\r\n`,
    });
  });
  return router;
}

/** Reads a body, acts on it, and answers 204. */
function done<Body>(schema: z.ZodType<Body>, act: (body: Body) => unknown): RequestHandler {
  return (request, response) => {
    act(schema.parse(request.body));
    response.status(204).end();
  };
}
