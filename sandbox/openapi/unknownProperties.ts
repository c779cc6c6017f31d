import { isObject, resolve, type Schema } from './schema.ts';

/**
 * Paths of properties that the schema does not name, e.g. `/value/0/assignmentStatus`. The descriptions allow additional
 * properties everywhere, so a validator alone would let a made-up one pass. Annotations (`@odata.…`) are free.
 */
export function unknownProperties(document: Schema, schema: unknown, value: unknown, path = ''): string[] {
  const plain = merged(document, schema);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => unknownProperties(document, plain['items'], item, `${path}/${index}`));
  }
  if (!isObject(value)) return [];
  const properties = propertiesOf(document, plain, value);
  if (properties === undefined) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    if (name in properties) return unknownProperties(document, properties[name], part, `${path}/${name}`);
    return name.startsWith('@') ? [] : [`${path}/${name}`];
  });
}

/** The properties an object may have; `undefined` where that is open. */
function propertiesOf(document: Schema, schema: Schema, value: Schema): Schema | undefined {
  const type = value['@odata.type'];
  const declared = isObject(schema['properties']) ? schema['properties'] : undefined;
  if (typeof type !== 'string' || declared === undefined) return declared;
  // A subtype: its own schema where the description has it, otherwise anything goes.
  const subtype = resolve(document, { $ref: `#/components/schemas/${type.replace('#', '')}` });
  const own = subtype['properties'];
  return isObject(own) ? { ...declared, ...own } : undefined;
}

/** A schema with its references followed and the parts of its `allOf` put together. */
function merged(document: Schema, schema: unknown): Schema {
  const plain = resolve(document, schema);
  const parts = plain['allOf'];
  if (!Array.isArray(parts)) return plain;
  const all = [plain, ...parts.map((part) => merged(document, part))];
  const properties = all.map((part) => part['properties']).filter(isObject);
  return properties.length === 0 ? plain : { ...plain, properties: Object.assign({}, ...properties) };
}
