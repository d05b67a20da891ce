// @ts-check
/** The machine's own Chromium, and what must never be heard from a page. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** @import {BrowserContext, Page} from 'playwright-core' */

/** Where it is; without one, nothing can be tried: says so and ends. */
export function chromiumPath() {
  const path = process.env['CHROMIUM'] ?? ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))).find((one) => existsSync(one));
  if (!path) {
    console.log('SKIPPED: Chromium is not installed, so no page of the console was opened in a browser; on Debian: apt-get install chromium');
    process.exit(0);
  }
  return path;
}

/** @returns {Promise<BrowserContext>} */
export async function browser() {
  const profile = mkdtempSync(join(tmpdir(), 'storycrew-pages-'));
  process.on('exit', () => rmSync(profile, { recursive: true, force: true }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(), headless: true, locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: { width: 1360, height: 900 },
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  context.setDefaultTimeout(30_000);
  return context;
}

/** A page, and a list of all that goes wrong on it. @param {BrowserContext} context @returns {Promise<{page: Page, trouble: string[]}>} */
export async function watched(context) {
  const page = await context.newPage();
  /** @type {string[]} */
  const trouble = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning' || message.text().includes('Content Security Policy')) {
      trouble.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => trouble.push(`error: ${error.stack ?? error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) {
      trouble.push(`HTTP ${response.status()} ${response.url()}`);
    }
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  return { page, trouble };
}
