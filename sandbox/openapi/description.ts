import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Answer } from '../graph/answer.ts';
import { compile, type GraphRequest } from '../graph/route.ts';
import { isObject, resolve, type Schema, toJsonSchema } from './schema.ts';
import { unknownProperties } from './unknownProperties.ts';

/** What is wrong with a request or its answer. */
export interface Problem {
  where: 'request' | 'answer';
  problem: string;
}

/** One OpenAPI description, ready to check with. */
export interface Description {
  check(request: GraphRequest, answer: Answer): Problem[];
  /** What is wrong with a value of one of the description's schemas. */
  checkSchema(name: string, value: unknown): string[];
}

/** Reads an OpenAPI 3.0 description. */
export function describe(document: unknown): Description {
  if (!isObject(document) || !isObject(document['paths']))
    throw new Error('This is no OpenAPI description: it has no paths.');
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'graph', components: toJsonSchema(document['components'], '') });
  const validators = new Map<unknown, ValidateFunction>();
  const named = new Map<string, Schema>();
  const paths = Object.entries(document['paths'])
    .map(([path, operations]) => ({ operations, ...compile(path) }))
    .sort((one, other) => one.names.length - other.names.length);

  function validate(schema: unknown, value: unknown): string[] {
    const validator = validators.get(schema) ?? ajv.compile(schemaFor(schema));
    validators.set(schema, validator);
    const wrong = validator(value) ? [] : (validator.errors ?? []);
    const unknown = unknownProperties(document as Schema, schema, value);
    return [
      ...wrong.map(({ instancePath, message }) => `${instancePath} ${message ?? 'is wrong'}`),
      ...unknown.map((path) => `${path} is not described`),
    ];
  }

  function content(part: unknown): unknown {
    const whole = resolve(document as Schema, part);
    const types = whole['content'];
    const json = isObject(types) ? types['application/json'] : undefined;
    return isObject(json) ? json['schema'] : undefined;
  }

  return {
    checkSchema(name, value) {
      const schema = named.get(name) ?? { $ref: `#/components/schemas/${name}` };
      named.set(name, schema);
      return validate(schema, value);
    },
    check(request, answer) {
      const match = paths.find(({ pattern }) => pattern.test(request.path));
      const operation = isObject(match?.operations) ? match.operations[request.method.toLowerCase()] : undefined;
      if (!isObject(operation)) return [{ where: 'request', problem: 'is not an operation of the description' }];
      const schema = content(operation['requestBody']);
      const asked = [
        ...queryProblems(document, operation, request.query),
        ...(schema === undefined ? bodyNotDescribed(request) : validate(schema, request.body)),
      ];
      const answered = answerProblems(operation, answer, content, validate);
      return [
        ...asked.map((problem): Problem => ({ where: 'request', problem })),
        ...answered.map((problem): Problem => ({ where: 'answer', problem })),
      ];
    },
  };
}

function schemaFor(schema: unknown): Schema {
  const converted = toJsonSchema(schema, 'graph');
  return isObject(converted) ? converted : {};
}

/** A `$batch` cannot send a write without a body, so an empty one is no mistake. */
function bodyNotDescribed(request: GraphRequest): string[] {
  const empty = request.body === undefined || (isObject(request.body) && Object.keys(request.body).length === 0);
  return empty ? [] : ['has a body, and the operation takes none'];
}

function answerProblems(
  operation: Schema,
  answer: Answer,
  content: (part: unknown) => unknown,
  validate: (schema: unknown, value: unknown) => string[],
): string[] {
  const responses = isObject(operation['responses']) ? operation['responses'] : {};
  const described = responses[String(answer.status)] ?? (answer.status >= 400 ? responses['default'] : undefined);
  if (described === undefined) return [`status ${answer.status} is not described`];
  const schema = content(described);
  if (schema === undefined) return answer.body === undefined ? [] : [`status ${answer.status} has a body`];
  return validate(schema, answer.body);
}

function queryProblems(document: Schema, operation: Schema, query: URLSearchParams): string[] {
  const list = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
  const parameters = list.map((part) => resolve(document, part)).filter((part) => part['in'] === 'query');
  return [...query].flatMap(([name, value]) => {
    const described = parameters.find((part) => part['name'] === name);
    if (described === undefined) return [`query option ${name} is not described`];
    const schema = resolve(document, described['schema']);
    if (schema['type'] === 'integer' && !/^\d+$/.test(value)) return [`query option ${name} must be a whole number`];
    if (schema['type'] === 'boolean' && !/^(true|false)$/.test(value))
      return [`query option ${name} must be true or false`];
    return [];
  });
}
