import { Router } from 'express';
import { z } from 'zod/v4';
import { chatPeopleFrom, everybody } from '../tenant/people.ts';
import type { AdminParts } from './parts.ts';

const device = z.strictObject({ serialNumber: z.string().min(1) });
const signInBody = device.extend({ userPrincipalName: z.string().optional() });
const groupBody = device.extend({ group: z.string().min(1), change: z.enum(['add', 'remove']) });
const uploadBody = z.strictObject({
  devices: z
    .array(
      z.strictObject({
        serialNumber: z.string().min(1),
        manufacturer: z.string().min(1),
        model: z.string().default(''),
        groupTag: z.string(),
      }),
    )
    .min(1),
});
const person = z.strictObject({ userPrincipalName: z.string().min(1) });
const selfBody = z.strictObject({ after: z.number().nonnegative().nullable() });

/** What people do: unbox, sign in, go quiet and come back, rename and restart, upload as a partner, edit or delete groups and users. */
export function peopleRoutes({ tenant, clock, chatUser }: AdminParts): Router {
  const router = Router();
  router.get('/state', (request, response) => {
    const limit = Number(request.query['limit'] ?? 200);
    const { devices, total } = tenant.overview(Number.isInteger(limit) && limit > 0 ? limit : 200);
    const world = tenant.world();
    response.json({
      tenantId: world.tenantId,
      now: clock.now(),
      next: world.next() ?? null,
      signInAfter: world.options.signInAfter ?? null,
      people: chatPeopleFrom(chatUser).map(({ id, displayName, roles }) => ({ id, displayName, roles })),
      users: everybody.map(({ displayName, userPrincipalName }) => ({ displayName, userPrincipalName })),
      devices,
      total,
    });
  });
  router.post('/unbox', (request, response) => {
    tenant.unbox(device.parse(request.body).serialNumber);
    response.status(204).end();
  });
  router.post('/sign-in', (request, response) => {
    const { serialNumber, userPrincipalName } = signInBody.parse(request.body);
    const managed = tenant.signIn(serialNumber, userPrincipalName);
    response.json({ deviceName: managed.deviceName, userPrincipalName: managed.userPrincipalName });
  });
  router.post('/sign-in-by-themselves', (request, response) => {
    tenant.setSignInAfter(selfBody.parse(request.body).after ?? undefined);
    response.status(204).end();
  });
  router.post('/go-quiet', (request, response) => {
    tenant.goQuiet(device.parse(request.body).serialNumber);
    response.status(204).end();
  });
  router.post('/come-back', (request, response) => {
    tenant.comeBack(device.parse(request.body).serialNumber);
    response.status(204).end();
  });
  router.post('/rename', (request, response) => {
    const body = device.extend({ name: z.string().min(1).optional() }).parse(request.body);
    tenant.rename(body.serialNumber, body.name);
    response.status(204).end();
  });
  router.post('/restart', (request, response) => {
    tenant.restart(device.parse(request.body).serialNumber);
    response.status(204).end();
  });
  router.post('/claim-elsewhere', (request, response) => {
    tenant.claimElsewhere(device.parse(request.body).serialNumber);
    response.status(204).end();
  });
  router.post('/partner-upload', (request, response) => {
    tenant.partnerUpload(uploadBody.parse(request.body).devices);
    response.status(204).end();
  });
  router.post('/edit-group', (request, response) => {
    const { group, change, serialNumber } = groupBody.parse(request.body);
    tenant.editGroup(group, change, serialNumber);
    response.status(204).end();
  });
  router.post('/edit-user', (request, response) => {
    const { userPrincipalName, jobTitle } = person.extend({ jobTitle: z.string() }).parse(request.body);
    tenant.editUser(userPrincipalName, jobTitle);
    response.status(204).end();
  });
  router.post('/delete-user', (request, response) => {
    tenant.deleteUser(person.parse(request.body).userPrincipalName);
    response.status(204).end();
  });
  return router;
}
