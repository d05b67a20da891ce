// @ts-check
/**
 * What people do, on a real console beside real services. It fails on the same as main.js does.
 *
 * node browser/real.js CONTROL, the address of the test that keeps the services. GET CONTROL/link is a login link, /mend mends the model that refuses, /restart restarts
 * the console at its port, /viewer is the address of another console, with `a-token-of-vera-the-viewer`.
 */

import { strict as assert } from 'node:assert';
import { browser, watched } from './chromium.js';
import { accessible, settled } from './pages.js';

/** @import {Page} from 'playwright-core' */

const [,, control = ''] = process.argv;
const NOT_ALLOWED = [/status of 401/];
const AWAY = [...NOT_ALLOWED, /ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION|ERR_ABORTED|ERR_SOCKET|ERR_NETWORK/];
const PATIENCE = { timeout: 60_000 };
const ask = async (/** @type {string} */ what) => (await fetch(`${control}/${what}`)).text();

const context = await browser();
const first = await watched(context);
const { page, trouble } = first;
let home = '';

/** @param {string} path */
async function open(path) {
  await page.goto(`${home}${path}`);
  await settled(page);
}

/** The dialog is open; what it tells holds one of the words. @param {RegExp} command @param {Page} [where] */
async function told(command, where = page) {
  await where.locator('dialog[open] button[type=submit]:enabled').waitFor();
  const text = await where.locator('dialog[open] .preview').textContent() ?? '';
  assert.match(text, command);
  await accessible(where, 'a dialog');
}

/** Confirms it, waits for what became of it, and closes the dialog. */
async function confirm() {
  await page.click('dialog[open] button[type=submit]');
  const result = page.locator('dialog[open]').locator('.pill.good, .pill.work, .pill.bad, .refused').first();
  await result.waitFor(PATIENCE);
  assert.match(await result.getAttribute('class') ?? '', /good/, await page.locator('dialog[open] .preview').textContent() ?? '');
  await page.click('dialog[open] button:has-text("Close")');
  await page.waitForSelector('dialog', { state: 'detached' });
}

/** The page shows it, at once or by the button that tells of news. @param {import('playwright-core').Locator} wanted */
async function shows(wanted) {
  const news = page.getByText('There are updates');
  for (let turn = 0; turn < 20 && !await wanted.first().isVisible(); turn += 1) {
    await wanted.or(news).first().waitFor(PATIENCE);
    if (!await wanted.first().isVisible()) {
      // The page may take the news by itself before the click: the button is gone then, and the next turn looks again.
      await news.first().click({ timeout: 1000 }).catch(() => undefined);
      await settled(page);
    }
  }
  await wanted.first().waitFor(PATIENCE);
}

/** @param {string} state */
const becomes = (state) => shows(page.locator(`.headline .pill:has-text("${state}")`));

/** @type {[string, () => Promise<void>, RegExp[]?][]} */
const journeys = [
  ['log in by the link, once', async () => {
    const link = await ask('link');
    await page.goto(link);
    await settled(page);
    home = new URL(page.url()).origin;
    assert.equal(new URL(page.url()).pathname, '/');
    await page.waitForSelector('.live[data-state=live]');
    await accessible(page, 'books');
    const other = await (await fetch(link, { redirect: 'manual' })).text();
    assert.doesNotMatch(other, /set-cookie/i);
  }],
  ['follow a book to a chapter, and its truth', async () => {
    await page.click('.book h2 a:has-text("Salt")');
    await page.waitForURL('**/books/salt');
    await settled(page);
    await accessible(page, 'a book');
    await page.click('td a.title');
    await page.waitForURL('**/books/salt/1');
    await settled(page);
    await page.waitForSelector('table.eraser');
    await accessible(page, 'a chapter');
    assert.equal(await page.getByText('the-planted-culprit').isVisible(), false);
    await page.click('.truth summary');
    assert.equal(await page.getByText('the-planted-culprit').isVisible(), true);
  }],
  ['every page holds', async () => {
    for (const path of ['/attention', '/dead-letters', '/figures', '/policies', '/services', '/audit', '/read/salt/1']) {
      await open(path);
      await accessible(page, path);
    }
    await open('/services');
    await page.getByText('cards', { exact: true }).first().waitFor();
  }],
  ['retry a scene of an exhausted chapter', async () => {
    await open('/books/salt/1');
    await page.click('[data-key^="act-retry"]');
    await page.click('dialog label:has-text("WRITE_ONLY")');
    await page.locator('dialog .scenes input').last().check();
    await page.fill('dialog textarea', 'The rope must be wet.');
    await page.locator('dialog').getByText("--note 'The rope must be wet.'").waitFor();
    await told(/storycrew retry salt\/1 --level WRITE_ONLY --scenes/);
    await confirm();
    await shows(page.getByText('run 2'));
  }],
  ['accept an exhausted chapter', async () => {
    await open('/books/tar/1');
    await page.click('[data-key^="act-accept"]');
    await told(/storycrew accept tar\/1/);
    await confirm();
    await becomes('accepted');
  }],
  ['revise an exhausted chapter', async () => {
    await open('/books/oak/1');
    await page.click('[data-key^="act-revise"]');
    await page.getByText('Change the text first.').waitFor();
    const area = page.locator('dialog textarea.prosearea');
    await area.fill(`${await area.inputValue()}\n\nNobody came back for the rope.`);
    await told(/storycrew revise oak\/1/);
    await confirm();
    await shows(page.getByText('run 2'));
  }],
  ['redrive a dead letter, once the model is mended', async () => {
    await ask('mend');
    await open('/dead-letters');
    await page.click('.letter summary >> nth=0');
    await page.click('[data-key^="redrive-storycrew"]');
    await told(/storycrew dead-letters redrive/);
    await confirm();
    await open('/books/lost/1');
    await becomes('exhausted');
  }],
  ['publish a policy with an error mended, and roll it out', async () => {
    await open('/policies');
    await page.getByText('This policy can be used.').waitFor();
    const text = await page.inputValue('textarea.code');
    await page.fill('textarea.code', text.replace('EDIT_ONLY}', 'EDITONLY}'));
    await page.locator('.errors').getByText('EDITONLY').first().waitFor();
    assert.equal(await page.locator('[data-key=publish]').isDisabled(), true);
    await page.fill('textarea.code', text.replace('max-retries: 0', 'max-retries: 2'));
    await page.getByText('This policy can be used.').waitFor();
    assert.equal(await page.locator('.explained li').count() > 0, true);
    await page.locator('thead th:has-text("retry 1")').first().waitFor();
    await page.click('[data-key=publish]');
    await told(/policy publish/);
    await confirm();
    await page.waitForSelector('[data-key=slider]');
    await page.focus('[data-key=slider]');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.focus('[data-key=rollout]');
    await page.keyboard.press('Enter');
    await told(/storycrew rollout 98/);
    await confirm();
    await page.locator('.slider output:has-text("98")').waitFor();
  }],
  ['a restarted console: who logs in again goes on where he was', async () => {
    await open('/');
    await page.waitForSelector('.live[data-state=live]');
    const link = await ask('restart');
    await page.waitForSelector('.live[data-state=reconnecting], main .login');
    const other = await watched(context);
    await other.page.goto(link);
    await settled(other.page);
    await other.page.close();
    assert.equal(new URL(link).origin, home, 'it is at the same port');
    if (await page.locator('.live').count() > 0) {
      await page.click('.live');
    }
    await page.waitForSelector('.live[data-state=live]', PATIENCE);
    await page.waitForSelector('.book');
    // It hears news again: a book that somebody submits.
    await ask('submit');
    await page.getByText('There are updates.').or(page.locator('.book h2 a:has-text("Late")')).first().waitFor(PATIENCE);
    assert.deepEqual(other.trouble, []);
  }, AWAY],
  ['a viewer sees no actions and no truth', async () => {
    const address = await ask('viewer');
    const other = await watched(context);
    const viewer = other.page;
    await viewer.goto(`${address}/books/salt/1`);
    await viewer.fill('input[type=password]', 'a-wrong-token-of-nobody');
    await viewer.click('button[type=submit]');
    await viewer.locator('[role=alert]:not(:empty)').waitFor();
    await viewer.fill('input[type=password]', 'a-token-of-vera-the-viewer');
    await viewer.click('button[type=submit]');
    await viewer.waitForSelector('table.eraser');
    assert.equal(await viewer.locator('[data-key^="act-"], .truth').count(), 0);
    assert.doesNotMatch(await viewer.content(), /the-planted-culprit/);
    await accessible(viewer, 'a viewer');
    for (const path of ['/', '/attention', '/dead-letters', '/policies']) {
      await viewer.goto(`${address}${path}`);
      await settled(viewer);
      assert.equal(await viewer.locator('[data-key^="act-"], [data-key^="redrive-"], [data-key=publish], [data-key=rollout], [data-key=new-book]').count(), 0, path);
    }
    await viewer.close();
    assert.deepEqual(other.trouble.filter((one) => !NOT_ALLOWED.some((pattern) => pattern.test(one))), []);
  }],
  ['log out', async () => {
    await open('/');
    await page.click('[data-key=log-out]');
    await page.waitForSelector('.login');
    await accessible(page, 'logged out');
    await page.goto(`${home}/books/salt/1`);
    await page.waitForSelector('.login');
  }, NOT_ALLOWED],
];

let failed = 0;
for (const [name, run, allowed = []] of journeys) {
  const began = Date.now();
  trouble.length = 0;
  try {
    await run();
    const wrong = trouble.filter((one) => !allowed.some((pattern) => pattern.test(one)));
    assert.deepEqual(wrong, []);
    console.log(`ok    ${name} (${Date.now() - began} ms)`);
  } catch (failure) {
    failed += 1;
    console.log(`FAIL  ${name} at ${page.url()}\n${failure instanceof Error ? failure.stack : failure}\n${trouble.join('\n')}`);
    const shots = process.env['SHOTS'];
    if (shots) {
      await page.screenshot({ path: `${shots}/fail-${failed}.png`, fullPage: true }).catch(() => undefined);
    }
    await page.keyboard.press('Escape').catch(() => undefined);
  }
}
await context.close();
console.log(`${journeys.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
