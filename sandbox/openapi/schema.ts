import { z } from 'zod/v4';

/** A JSON schema or an OpenAPI 3.0 schema object. */
export type Schema = Record<string, unknown>;

const object = z.record(z.string(), z.unknown());

/** Narrows what was read from JSON to an object. */
export function isObject(value: unknown): value is Schema {
  return object.safeParse(value).success && !Array.isArray(value);
}

/** Turns an OpenAPI 3.0 schema, in which `nullable` stands beside the type, into a JSON schema; `root` goes before references. */
export function toJsonSchema(value: unknown, root: string): unknown {
  if (Array.isArray(value)) return value.map((item) => toJsonSchema(item, root));
  if (!isObject(value)) return value;
  const converted = Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'nullable')
      .map(([name, part]) => [name, name === '$ref' ? `${root}${String(part)}` : toJsonSchema(part, root)]),
  );
  return value['nullable'] === true ? { anyOf: [converted, { type: 'null' }] } : converted;
}

/** The `$ref` target in the document, or the schema itself. */
export function resolve(document: Schema, schema: unknown): Schema {
  if (!isObject(schema)) return {};
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  let target: unknown = document;
  for (const part of reference.replace('#/', '').split('/')) target = isObject(target) ? target[part] : undefined;
  return resolve(document, target);
}
