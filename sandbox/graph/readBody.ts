import { z } from 'zod/v4';
import { GraphFailure } from './answer.ts';
import type { RoutedRequest } from './route.ts';

/** Text of an entity: absent and null mean empty. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** Parses a request's body; unknown properties are refused, as OData does. Throws a `GraphFailure` of status 400. */
export function readBody<Schema extends z.ZodType>(
  request: RoutedRequest,
  schema: Schema,
  type: string,
): z.output<Schema> {
  const result = schema.safeParse(request.body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw new GraphFailure(
      400,
      'BadRequest',
      `The property '${issue.keys[0] ?? ''}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type.`,
    );
  }
  const where = issue?.path.join('/') ?? '';
  throw new GraphFailure(
    400,
    'BadRequest',
    `Unable to read JSON request payload: ${where} ${issue?.message ?? ''}`.trim(),
  );
}
