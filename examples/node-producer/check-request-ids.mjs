// Computes the ids of request-ids.json: node check-request-ids.mjs SCHEMA.avsc
import { readFileSync } from 'node:fs';
import { requestId } from './request-id.mjs';

const schema = readFileSync(process.argv[2], 'utf8');
const vectors = JSON.parse(readFileSync(new URL('request-ids.json', import.meta.url), 'utf8'));
let wrong = 0;
for (const { name, request, requestId: expected } of vectors) {
  const made = requestId(schema, request);
  if (made !== expected) {
    console.error(`${name}: made ${made}, expected ${expected}`);
    wrong++;
  }
}
console.log(`${vectors.length - wrong} of ${vectors.length} request ids are as expected`);
process.exitCode = wrong === 0 ? 0 : 1;
