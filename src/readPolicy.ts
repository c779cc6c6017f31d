import { z } from 'zod/v4';
import { readTemplate } from './registration/naming/nameTemplate.ts';
import { defaultPolicy } from './registration/policy/defaultPolicy.ts';
import type { Policy } from './registration/policy/policy.ts';

const name = z.string().trim().min(1);
const milliseconds = z.number().int().positive();
const percent = z.number().int().min(0).max(100);
const perStep = z
  .object({
    accepted: milliseconds,
    importing: milliseconds,
    imported: milliseconds,
    linked: milliseconds,
    grouped: milliseconds,
    assigned: milliseconds,
  })
  .partial()
  .strict();

/** What a policy file may hold: every part may be left out, unknown names are refused so that a typing mistake is found. */
const policyFile = z
  .object({
    profiles: z
      .array(
        z
          .object({
            id: name,
            label: name,
            description: name,
            tag: name.max(512).refine((tag) => !tag.includes(','), 'a group tag cannot hold a comma'),
            allowsShared: z.boolean(),
            autopilotProfile: name,
            group: name,
          })
          .strict(),
      )
      .min(1),
    shared: z.object({ tagSuffix: name, autopilotProfile: name, group: name }).strict(),
    allDevicesGroup: name,
    deployment: z
      .object({
        groups: z.array(z.object({ name, group: name, share: percent, largeShare: percent }).strict()).min(1),
        threshold: z.number().int().positive(),
        testGroup: z.object({ name, group: name }).strict(),
      })
      .strict(),
    naming: z
      .object({
        template: z.string().superRefine((text, context) => {
          const reading = readTemplate(text);
          if ('problem' in reading) context.addIssue({ code: 'custom', message: reading.problem });
        }),
        mostPerRun: z.number().int().min(1).max(10_000),
        retryAfter: milliseconds,
        takesUpTo: milliseconds,
        longestException: z.number().int().min(1).max(3_660),
      })
      .partial()
      .strict(),
    notifications: z
      .object({ tagGroupPrefix: z.string().min(1), enrolledGroup: name })
      .partial()
      .strict(),
    roles: z.object({ reader: name.optional(), registrar: name, approver: name, administrator: name }).strict(),
    import: z
      .object({
        chunk: z.number().int().min(1).max(500),
        ticks: z.array(milliseconds).min(1),
        grace: milliseconds,
      })
      .partial()
      .strict(),
    lookTicks: z.array(milliseconds).min(1),
    restingLook: milliseconds,
    stuckAfter: perStep.extend({ removal: milliseconds.optional() }),
    usual: perStep,
    digestDelay: z.number().int().min(0),
    shipReminderAfter: milliseconds,
    inactiveAfter: milliseconds,
  })
  .partial()
  .strict();

/** Reads an organisation's policy: what it sets replaces the default, part by part. Says every problem at once. */
export function readPolicy(text: string): { policy: Policy } | { problems: string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problems: [`not JSON (${error instanceof Error ? error.message : String(error)})`] };
  }
  const parsed = policyFile.safeParse(json);
  if (!parsed.success)
    return { problems: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`) };
  const file = withoutUndefined(parsed.data);
  const policy: Policy = {
    ...defaultPolicy,
    ...file,
    naming: { ...defaultPolicy.naming, ...withoutUndefined(file.naming ?? {}) },
    notifications: { ...defaultPolicy.notifications, ...withoutUndefined(file.notifications ?? {}) },
    roles: { ...defaultPolicy.roles, ...withoutUndefined(file.roles ?? {}) },
    import: { ...defaultPolicy.import, ...withoutUndefined(file.import ?? {}) },
    stuckAfter: { ...defaultPolicy.stuckAfter, ...withoutUndefined(file.stuckAfter ?? {}) },
    usual: { ...defaultPolicy.usual, ...withoutUndefined(file.usual ?? {}) },
  };
  const problems = contradictions(policy);
  return problems.length > 0 ? { problems } : { policy };
}

function contradictions({ profiles, shared, deployment }: Policy): string[] {
  const problems: string[] = [];
  const tags = profiles.flatMap(({ tag, allowsShared }) => (allowsShared ? [tag, tag + shared.tagSuffix] : [tag]));
  if (new Set(tags).size < tags.length) problems.push('profiles: two profiles have the same group tag');
  if (new Set(profiles.map(({ id }) => id)).size < profiles.length)
    problems.push('profiles: two profiles have the same id');
  for (const share of ['share', 'largeShare'] as const) {
    const sum = deployment.groups.reduce((total, group) => total + group[share], 0);
    if (sum !== 100) problems.push(`deployment.groups: the values of ${share} add up to ${sum}, not 100`);
  }
  return problems;
}

/** Drops absent parts, so that spreading them over the defaults leaves the defaults. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  return JSON.parse(JSON.stringify(value));
}
