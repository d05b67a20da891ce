// @ts-check
/**
 * Opens files of `audit export` from the disk in a real browser: light, dark, on a phone and printed. It fails on errors, on what the file's own Content-Security-Policy
 * stops, on anything that is asked of a network, on what axe finds, on text that became more than text, and where an attempt or a chapter is missing.
 *
 * node browser/exported.js EXPECTED.json [--shots DIR]; EXPECTED is [{file, hostile, chapters: {"1": [attempts of run 1, of run 2, ..]}}]
 */

import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { browser, watched } from './chromium.js';
import { accessible, noSideways, noTrap } from './pages.js';

/** @import {BrowserContext, Page} from 'playwright-core' */
/** @typedef {{file: string, hostile: boolean, chapters: Record<string, number[]>}} Expected */

const [, , expectations = '', option, folder] = process.argv;
const shots = option === '--shots' ? folder ?? null : null;
if (shots) {
  mkdirSync(shots, { recursive: true });
}

/** @param {boolean} right @param {string} what */
function check(right, what) {
  if (!right) {
    throw new Error(what);
  }
}

/** What was written by models and people is text, whatever it looks like. @param {Page} page */
async function harmless(page) {
  const found = await page.evaluate(() => ({
    hurt: /** @type {any} */ (globalThis).__hurt ?? null,
    elements: [...document.querySelectorAll('img, iframe, object, embed, link, base, form, [onerror], [onload], [style]')].map((one) => one.outerHTML.slice(0, 200)),
    scripts: [...document.querySelectorAll('script')].filter((one) => one.type !== 'application/json' || !/^(messages|index|data-\d+)$/.test(one.id)).length,
    turned: [...document.querySelectorAll('bdi')].filter((one) => /[\u001c-\u001e\u0085\u2029\u202a-\u202e\u2066-\u2069]/.test(one.textContent ?? '')).length,
    links: [...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href') ?? '').filter((one) => !one.startsWith('#')),
  }));
  check(found.hurt === null && found.elements.length === 0 && found.scripts === 1 && found.turned === 0 && found.links.length === 0, JSON.stringify(found));
}

/** Each run has its attempts, as columns; each is compared with the one before it. @param {Page} page @param {string} where @param {number[]} runs */
async function attempts(page, where, runs) {
  const part = page.locator(where);
  const buttons = part.locator('.runsbar button');
  check(await buttons.count() === (runs.length > 1 ? runs.length : 0), `${where} offers ${await buttons.count()} runs, expected ${runs.length}`);
  for (const [index, expected] of runs.entries()) {
    if (runs.length > 1) {
      await buttons.nth(index).click();
    }
    const shown = await part.locator('.eraser thead th:not(.cut)').count();
    check(shown === expected, `${where} run ${index + 1} shows ${shown} attempts, expected ${expected}`);
    const compared = await part.locator('.toolbar .seg').first().locator('button').count();
    const pairs = expected - 1 + (index > 0 ? 1 : 0);
    check(pairs < 1 || compared >= pairs, `${where} run ${index + 1} offers ${compared} comparisons, expected ${pairs} or more`);
  }
}

/** Nobody can read marks that alternate word by word: between two marks stand three words or more, and a paragraph whose words mostly changed is marked whole. @param {Page} page */
async function readable(page) {
  const found = await page.evaluate(() => [...document.querySelectorAll('.prose p')].filter((one) => one.querySelector('ins, del')).flatMap((paragraph) => {
    const nodes = [...paragraph.childNodes];
    return nodes.slice(1, -1).filter((node, index) => node.nodeType === Node.TEXT_NODE && nodes[index]?.nodeType === Node.ELEMENT_NODE && nodes[index + 2]?.nodeType === Node.ELEMENT_NODE
      && [...new Intl.Segmenter('en', { granularity: 'word' }).segment(node.textContent ?? '')].filter((word) => word.isWordLike).length < 3).map((node) => node.textContent ?? '');
  }));
  check(found.length === 0, `marks alternate around ${JSON.stringify(found.slice(0, 5))}`);
}

/** @param {BrowserContext} context @param {Expected} expected @param {string} dress */
async function open(context, expected, dress) {
  const { page, trouble } = await watched(context);
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) {
      trouble.push(`asked for ${request.url()}`);
    }
  });
  const name = `${basename(expected.file, '.html')} ${dress}`;
  await page.setViewportSize(dress === 'phone' ? { width: 390, height: 844 } : { width: 1360, height: 900 });
  await page.emulateMedia({ colorScheme: dress === 'light' ? 'light' : 'dark', reducedMotion: 'reduce', media: dress === 'print' ? 'print' : 'screen' });
  await page.goto(pathToFileURL(expected.file).href);
  await page.waitForSelector('main h1');
  await page.evaluate(() => document.fonts.ready);
  const numbers = Object.keys(expected.chapters);
  const book = await page.locator('nav .strip').count() > 0;
  if (book) {
    check(await page.locator('.folds > details').count() === numbers.length, `${name} lists ${await page.locator('.folds > details').count()} chapters, expected ${numbers.length}`);
    check(await page.locator('.folds .chapterpage').count() === 0, `${name} draws chapters that nobody opened`);
    await accessible(page, name);
  }
  for (const number of numbers) {
    if (book && dress !== 'print') {
      await page.click(`nav a[href="#chapter-${number}"]`);
      // A browser tells that details were opened a moment later.
      await page.locator(`#chapter-${number} .chapterpage`).first().waitFor();
    }
    if (dress === 'light') {
      await attempts(page, book ? `#chapter-${number}` : 'main', expected.chapters[number] ?? []);
    }
  }
  const folded = page.locator('.onerecord details:not([open]) > summary');
  for (let step = 0; step < 20 && dress !== 'print' && await folded.count() > 0; step += 1) {
    await folded.first().click();
  }
  if (!expected.hostile) {
    await readable(page);
  }
  await harmless(page);
  await accessible(page, name);
  if (dress === 'phone') {
    await noSideways(page, name);
  }
  if (dress === 'light' && !book) {
    await noTrap(page, name);
  }
  if (dress === 'print') {
    check(await page.evaluate(() => document.documentElement.dataset['theme']) === 'light', `${name} is dark on paper`);
  }
  if (shots) {
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(shots, `${name.replace(' ', '-')}.png`), fullPage: true });
  }
  check(trouble.length === 0, `${name}: ${trouble.join('\n')}`);
  await page.close();
  return name;
}

const context = await browser();
let failed = 0;
for (const expected of /** @type {Expected[]} */ (JSON.parse(readFileSync(expectations, 'utf8')))) {
  for (const dress of ['light', 'dark', 'phone', 'print']) {
    try {
      console.log(`ok    ${await open(context, expected, dress)}`);
    } catch (failure) {
      failed += 1;
      console.log(`FAIL  ${basename(expected.file)} ${dress}\n${failure instanceof Error ? failure.message : failure}`);
    }
  }
}
await context.close();
console.log(`${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
