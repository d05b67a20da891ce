import { createHash } from 'node:crypto';
import avro from 'avsc';

/**
 * The id of a chapter request: SHA-256, in lower-case hex, of the request in Avro's binary form with an empty requestId, without
 * the fields that the schema marks "requestId": "never", and those marked "ifUsed" that are used nowhere in the request.
 *
 * @param schema the latest version of the subject, as JSON text
 */
export function requestId(schema, { brief, bible = {} }) {
  const whole = JSON.parse(schema);
  const request = { requestId: '', brief, bible };
  const used = new Set();
  note(whole, request, used);
  const bytes = avro.Type.forSchema(left(whole, used)).toBuffer(request);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Collects the marked fields that differ from their defaults somewhere. */
function note(schema, value, used) {
  if (value === null || value === undefined) {
    return;
  }
  if (Array.isArray(schema)) {
    schema.filter((branch) => branch !== 'null').forEach((branch) => note(branch, value, used));
  } else if (schema.type === 'array') {
    value.forEach((item) => note(schema.items, item, used));
  } else if (schema.type === 'record') {
    for (const field of schema.fields) {
      const held = value[field.name];
      if (field.requestId === 'ifUsed' && held !== undefined && JSON.stringify(held) !== JSON.stringify(field.default)) {
        used.add(`${schema.name}.${field.name}`);
      }
      note(field.type, held, used);
    }
  }
}

/** The schema without the fields that ids leave out. */
function left(schema, used) {
  if (Array.isArray(schema)) {
    return schema.map((branch) => left(branch, used));
  }
  if (schema.type === 'array') {
    return { ...schema, items: left(schema.items, used) };
  }
  if (schema.type !== 'record') {
    return schema;
  }
  const fields = schema.fields
    .filter(({ name, requestId: mark }) => mark !== 'never' && (mark !== 'ifUsed' || used.has(`${schema.name}.${name}`)))
    .map((field) => ({ ...field, type: left(field.type, used) }));
  return { ...schema, fields };
}
