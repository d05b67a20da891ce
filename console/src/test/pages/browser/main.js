// @ts-check
/**
 * Opens every page in a real browser, light, dark and as on a phone, and walks what people do. It fails on errors in the console, on what the Content-Security-Policy
 * stops, on what axe finds, on text that became more than text, on sideways scrolling on a phone, and on a journey that does not end where it should.
 *
 * node browser/main.js [--shots DIR] [--only WORD]
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { browser, watched } from './chromium.js';
import { journeys } from './journeys.js';
import { pageChecks } from './pages.js';
import { Served } from './serve.js';

const argument = (/** @type {string} */ name) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? null : process.argv[at + 1] ?? null;
};
const shots = argument('--shots');
const only = argument('--only');
if (shots) {
  mkdirSync(shots, { recursive: true });
}

const context = await browser();
let failed = 0;
let passed = 0;
for (const check of [...pageChecks(shots), ...journeys()]) {
  if (only && !check.name.includes(only)) {
    continue;
  }
  const served = new Served();
  await served.start();
  const { page, trouble } = await watched(context);
  const began = Date.now();
  try {
    await check.run(page, served);
    const wrong = trouble.filter((one) => !(check.allowed ?? []).some((pattern) => pattern.test(one)));
    if (wrong.length > 0) {
      throw new Error(wrong.join('\n'));
    }
    passed += 1;
    console.log(`ok    ${check.name} (${Date.now() - began} ms)`);
  } catch (failure) {
    failed += 1;
    console.log(`FAIL  ${check.name}\n${failure instanceof Error ? failure.message : failure}\n${trouble.join('\n')}`);
    if (shots) {
      await page.screenshot({ path: join(shots, `fail-${check.name.replace(/\W+/g, '-').slice(0, 80)}.png`) }).catch(() => undefined);
    }
  } finally {
    await page.close();
    served.stop();
  }
}
await context.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
