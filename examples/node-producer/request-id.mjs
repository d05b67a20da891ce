import { createHash } from 'node:crypto';
import avro from 'avsc';

/**
 * The id of a chapter request: SHA-256, in lower-case hex, of the request in Avro's binary form with an empty requestId.
 *
 * @param schema the latest version of the subject, as JSON text
 */
export function requestId(schema, { brief, bible = {} }) {
  const bytes = avro.Type.forSchema(JSON.parse(schema)).toBuffer({ requestId: '', brief, bible });
  return createHash('sha256').update(bytes).digest('hex');
}
