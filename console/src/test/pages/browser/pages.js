// @ts-check
/** Every page, in every dress, held to the same rules. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** @import {Page} from 'playwright-core' */
/** @import {Served} from './serve.js' */

/** @typedef {{name: string, run: (page: Page, served: Served) => Promise<void>, allowed?: RegExp[]}} Check */

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1360, height: 900 };

/** @type {[string, string][]} */
const PATHS = [['books', '/'], ['book', '/books/salt-road'], ['chapter', '/books/the-bridge-7/3'], ['chapter-exhausted', '/books/salt-road/7'], ['chapter-waiting', '/books/salt-road/9'], ['attention', '/attention'], ['dead-letters', '/dead-letters?id=storycrew.write-2%4017'],
  ['figures', '/figures'], ['policies', '/policies'], ['services', '/services'], ['audit', '/audit'], ['read-book', '/read/the-bridge-7'], ['read-chapter', '/read/the-bridge-7/3'], ['no-page', '/books/none']];
/** @type {[string, string][]} */
const HOSTILE = [['books', '/'], ['book', '/books/hostile'], ['chapter', '/books/hostile/1'], ['attention', '/attention'], ['dead-letters', '/dead-letters?id=storycrew.judge-1%404'], ['policies', '/policies'], ['services', '/services'], ['audit', '/audit'], ['read', '/read/hostile/1']];
const EMPTY = ['/', '/attention', '/dead-letters', '/figures', '/policies', '/services', '/audit'];
/** What a page answers for a book that does not exist. */
const MISSING = [/status of 404/];

/** @param {Page} page */
export async function settled(page) {
  await page.waitForSelector('main h1, main h2, main .problem');
  await page.waitForSelector('.loading', { state: 'detached' });
  await page.evaluate(() => document.fonts.ready);
}

/** @param {Page} page @param {string} where */
export async function accessible(page, where) {
  // As a string that the driver evaluates: the page's own policy forbids a script element.
  await page.evaluate(AXE);
  const found = await page.evaluate(async (tags) => {
    const result = await /** @type {any} */ (globalThis).axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return result.violations.flatMap((/** @type {any} */ one) => one.nodes.slice(0, 4).map((/** @type {any} */ node) => `${one.id}: ${node.html.slice(0, 160)} ${String(node.any[0]?.message ?? node.failureSummary).slice(0, 200)}`));
  }, TAGS);
  if (found.length > 0) {
    throw new Error(`${where}: ${found.join('\n')}`);
  }
}

/** @param {Page} page @param {string} where */
export async function noSideways(page, where) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) {
      return [];
    }
    const found = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 1 && !one.closest('.eraserbox, .chapters, .scroll, nav, pre, .tabs, .copy')).slice(0, 5).map((one) => `${one.tagName} ${one.className}`);
    return found.length > 0 ? found : [`something in a box that scrolls by itself, ${document.documentElement.scrollWidth - width} pixels`];
  });
  if (wide.length > 0) {
    throw new Error(`${where} scrolls sideways: ${wide.join(', ')}`);
  }
}

/** @param {Page} page @param {string} where */
async function harmless(page, where) {
  const found = await page.evaluate(() => ({
    hurt: /** @type {any} */ (globalThis).__hurt,
    images: [...document.querySelectorAll('img, script:not([src]), iframe, object, embed, [onerror], [onload], [style]:not(.plot *)')].map((one) => one.outerHTML.slice(0, 200)),
    links: [...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href') ?? '').filter((one) => !/^(\/(?!\/)|#|blob:)/.test(one)),
  }));
  if (found.hurt !== undefined || found.images.length > 0 || found.links.length > 0) {
    throw new Error(`${where}: ${JSON.stringify(found)}`);
  }
}

/** Tab goes through the page and comes to its end. @param {Page} page @param {string} where */
export async function noTrap(page, where) {
  await page.evaluate(() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); });
  const count = await page.evaluate(() => document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex="0"]').length);
  const seen = new Set();
  let still = 0;
  let former = '';
  for (let step = 0; step < Math.min(count, 90); step += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const all = [...document.querySelectorAll('*')];
      return document.activeElement === document.body ? 'end' : String(all.indexOf(/** @type {Element} */ (document.activeElement)));
    });
    if (here === 'end') {
      return;
    }
    still = here === former ? still + 1 : 0;
    if (still > 1) {
      throw new Error(`${where}: the focus stays where it is: ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))}`);
    }
    former = here;
    seen.add(here);
  }
  if (seen.size < Math.min(count, 90) * 0.4) {
    throw new Error(`${where}: the focus reached only ${seen.size} of ${count}`);
  }
}

/** @param {string | null} shots @returns {Check[]} */
export function pageChecks(shots) {
  /** @type {Check[]} */
  const checks = [];
  const shoot = async (/** @type {Page} */ page, /** @type {string} */ name) => {
    if (shots) {
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    }
  };
  for (const [name, path] of PATHS) {
    for (const dress of ['light', 'dark', 'phone']) {
      checks.push({ name: `page ${name} ${dress}`, allowed: name === 'no-page' ? MISSING : [], run: async (page, served) => {
        await page.setViewportSize(dress === 'phone' ? PHONE : DESK);
        await page.emulateMedia({ colorScheme: dress === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
        await page.goto(`${served.url}${path}`);
        await settled(page);
        if (name === 'books') {
          await page.click('[data-key="open-the-lighthouse"]');
          await page.waitForSelector('.unfolded table');
        }
        if (name === 'figures') {
          await page.waitForSelector('.plot canvas');
        }
        await page.waitForTimeout(name === 'policies' ? 300 : 50);
        await shoot(page, `${name}-${dress}`);
        await accessible(page, name);
        if (dress === 'phone') {
          await noSideways(page, name);
        }
        if (dress === 'light') {
          await noTrap(page, name);
        }
      } });
    }
  }
  for (const [name, path] of HOSTILE) {
    for (const dress of ['light', 'phone']) {
      checks.push({ name: `hostile ${name} ${dress}`, run: async (page, served) => {
        served.hostile = true;
        await page.setViewportSize(dress === 'phone' ? PHONE : DESK);
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await page.goto(`${served.url}${path}`);
        await settled(page);
        const folded = page.locator('main details:not([open]) > summary');
        for (let step = 0; step < 30 && await folded.count() > 0; step += 1) {
          await folded.first().click();
        }
        if (name === 'chapter') {
          for (const view of ['Side by side', 'Text', 'Changes']) {
            await page.click(`.toolbar button:has-text("${view}")`);
          }
          await page.waitForTimeout(100);
        }
        await harmless(page, name);
        await shoot(page, `hostile-${name}-${dress}`);
        if (dress === 'phone') {
          await noSideways(page, name);
        } else {
          await accessible(page, name);
        }
      } });
    }
  }
  for (const path of EMPTY) {
    checks.push({ name: `empty ${path}`, run: async (page, served) => {
      served.empty = true;
      await page.goto(`${served.url}${path}`);
      await settled(page);
      await shoot(page, `empty-${path.slice(1) || 'books'}`);
      await accessible(page, path);
      const text = await page.textContent('main');
      if (!text?.includes('./storycrew ')) {
        throw new Error(`${path} names no command`);
      }
    } });
  }
  for (const language of ['zh', 'de']) {
    for (const [name, path] of PATHS) {
      checks.push({ name: `language ${language} ${name}`, allowed: name === 'no-page' ? MISSING : [], run: async (page, served) => {
        await page.addInitScript((chosen) => localStorage.setItem('storycrew.language', chosen), language);
        await page.setViewportSize(DESK);
        await page.goto(`${served.url}${path}`);
        await settled(page);
        await shoot(page, `${language}-${name}`);
        if (name === 'books' || name === 'chapter') {
          await accessible(page, `${language} ${name}`);
          await page.setViewportSize(PHONE);
          await noSideways(page, `${language} ${name}`);
        }
      } });
    }
  }
  checks.push({ name: 'print chapter', run: async (page, served) => {
    await page.goto(`${served.url}/books/the-bridge-7/3`);
    await settled(page);
    await page.emulateMedia({ media: 'print' });
    await shoot(page, 'print-chapter');
    for (const gone of ['.bar', '.toolbar', 'footer.foot']) {
      if (await page.isVisible(gone)) {
        throw new Error(`${gone} is printed`);
      }
    }
  } });
  return checks;
}
