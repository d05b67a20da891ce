// @ts-check
/** What people do with the console. */

import { strict as assert } from 'node:assert';
import * as world from '../fixtures/world.js';
import { accessible, settled } from './pages.js';

/** @import {Page} from 'playwright-core' */
/** @import {Check} from './pages.js' */
/** @import {Served} from './serve.js' */

const LOST = [/ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION|ERR_ABORTED|status of 503|ERR_SOCKET/, /^HTTP 503 .*\/api\/events/];
const NOT_ALLOWED = [/status of 401/];

/** @param {Page} page @param {Served} served @param {string} path */
async function open(page, served, path) {
  await page.goto(`${served.url}${path}`);
  await settled(page);
}

/** @param {Page} page */
const dialog = (page) => page.locator('dialog[open]');

/** The dialog has told what the command would do. @param {Page} page */
async function told(page) {
  await dialog(page).locator('.preview').getByText('It would').first().waitFor();
}

/** @param {Served} served */
const confirmed = (served) => served.asked.filter((one) => one.confirm);

/** @returns {Check[]} */
export function journeys() {
  return [
    { name: 'journey: from a book to its chapter and on', run: async (page, served) => {
      await open(page, served, '/');
      await page.click('.book h2 a:has-text("The Bridge, volume 7")');
      await page.waitForURL('**/books/the-bridge-7');
      await page.click('td a.title:has-text("High Water")');
      await page.waitForURL('**/books/the-bridge-7/3');
      await page.waitForSelector('h1:has-text("High Water")');
      assert.equal(await page.title(), '3 High Water, The Bridge, volume 7 · StoryCrew');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'main', 'the focus goes with the page');
      await page.keyboard.press(']');
      await page.waitForURL('**/books/the-bridge-7/4');
      await page.waitForSelector('h1:has-text("The Postmistress")');
      await page.keyboard.press('[');
      await page.waitForURL('**/books/the-bridge-7/3');
      await page.waitForSelector('.prose ins');
      await page.keyboard.press('d');
      await page.waitForSelector('.prose ins', { state: 'detached' });
      await page.click('.headline a:has-text("Read")');
      await page.waitForURL('**/read/the-bridge-7/3');
      await page.goBack();
      await page.waitForSelector('table.eraser');
    } },
    { name: 'journey: the prose diff folds, marks words and says why', run: async (page, served) => {
      await open(page, served, '/books/the-bridge-7/3');
      const scene = page.getByRole('group', { name: 'Scene 3' });
      assert.equal(await scene.locator('p:not(.whole) del').allTextContents().then((all) => all.join('|')), ' The boards had been mended with wood of three different ages.|nothing at all', 'words are marked where a paragraph stayed');
      await page.locator('button.gap:has-text("8 paragraphs unchanged")').click();
      await page.getByText('A heron stood in the shallows').waitFor();
      const notes = await page.getByRole('complementary', { name: 'Issues in scene 3' }).textContent();
      assert.match(notes ?? '', /motivation.*We cannot tell what anyone wants\. ?Fixed in retry 1\./i);
      await page.click('button:has-text("retry 1 → retry 2")');
      await page.getByText('Scene 1 kept').waitFor();
    } },
    { name: 'journey: retry a scene, pressed twice, is one command', run: async (page, served) => {
      await open(page, served, '/books/salt-road/7');
      await page.click('[data-key^="act-retry"]');
      await told(page);
      await accessible(page, 'the dialog');
      await page.click('label:has-text("WRITE_ONLY")');
      await page.check('label:has-text("Scene 3") input');
      await page.fill('dialog textarea', 'End on the unopened letter.');
      await dialog(page).getByText('./storycrew retry salt-road/7 --level WRITE_ONLY --scenes 3 --note "End on the unopened letter."').waitFor();
      assert.match(await dialog(page).textContent() ?? '', /≈ \$0\.06.*2 m 0 s.*draft and revision of scene 3.*scenes 1 and 2, byte for byte/s);
      assert.equal(confirmed(served).length, 0, 'nothing is done before it is confirmed');
      await page.dblclick('dialog button[type=submit]');
      await page.getByText('Done: retry salt-road/7.').waitFor();
      assert.equal(confirmed(served).length, 1);
      const [given] = confirmed(served);
      assert.deepEqual([given.level, given.scenes, given.note, given.target], ['WRITE_ONLY', [3], 'End on the unopened letter.', 'salt-road/7']);
      assert.equal(new Set(served.asked.map((one) => one.id)).size, 1, 'one dialog has one id');
      await page.click('dialog button:has-text("Close")');
      await page.waitForSelector('dialog', { state: 'detached' });
    } },
    { name: 'journey: an answer that is lost is sent again as the same command', allowed: LOST, run: async (page, served) => {
      await open(page, served, '/books/salt-road/7');
      await page.click('[data-key^="act-accept"]');
      await told(page);
      // More than a few: a browser sends again by itself on a connection that was open before.
      served.lose = 100;
      await page.click('dialog button[type=submit]');
      await page.getByText('Sending it again is safe').waitFor();
      served.lose = 0;
      await page.click('dialog button:has-text("Send again")');
      await page.getByText('Done: accept salt-road/7.').waitFor();
      assert.equal(served.done.size, 1);
      assert.equal(new Set(confirmed(served).map((one) => one.id)).size, 1);
    } },
    { name: 'journey: accept from the first page', run: async (page, served) => {
      await open(page, served, '/');
      await page.click('.attention [data-key="act-accept-salt-road/7"]');
      await told(page);
      await page.click('dialog button[type=submit]');
      await page.getByText('Done: accept salt-road/7.').waitFor();
      assert.equal(confirmed(served)[0].kind, 'accept');
    } },
    { name: 'journey: revise a scene', run: async (page, served) => {
      await open(page, served, '/books/the-bridge-7/3');
      await page.click('[data-key^="act-revise"]');
      await page.getByText('Change the text first.').waitFor();
      await page.selectOption('dialog .field select', '2');
      await page.fill('dialog textarea.prosearea', 'The waiting room was empty.');
      await told(page);
      await page.click('dialog button[type=submit]');
      await page.getByText('Done: revise the-bridge-7/3.').waitFor();
      const { text } = confirmed(served)[0];
      assert.equal(text[2], 'The waiting room was empty.');
      assert.deepEqual(Object.keys(text), ['1', '2', '3'], 'a text is handed in whole');
    } },
    { name: 'journey: a command that is not legal now says why and is not sent', run: async (page, served) => {
      await open(page, served, '/books/the-bridge-7/3');
      const button = page.locator('[data-key^="act-cancel"]');
      assert.match(await button.getAttribute('aria-label') ?? '', /It has ended\.$/);
      await button.click({ force: true });
      assert.equal(await page.locator('dialog').count(), 0);
      assert.equal(served.asked.length, 0);
    } },
    { name: 'journey: a refused command is a sentence', run: async (page, served) => {
      served.refuse = 'Its book is held by jan.';
      await open(page, served, '/books/salt-road/7');
      await page.click('[data-key^="act-retry"]');
      await dialog(page).getByText('Its book is held by jan.').waitFor();
      assert.equal(await page.locator('dialog button[type=submit]').isDisabled(), true);
      await page.keyboard.press('Escape');
      served.refuse = 'late';
      await page.click('[data-key^="act-retry"]');
      await told(page);
      await page.click('dialog button[type=submit]');
      await dialog(page).getByText('It has begun a newer run by now.').waitFor();
      await page.click('dialog button:has-text("Close")');
      await page.waitForSelector('h1');
    } },
    { name: 'journey: redrive many, with a result for each', run: async (page, served) => {
      await open(page, served, '/dead-letters');
      await page.click('.letter summary >> nth=0');
      await page.getByText('Stack trace').first().waitFor();
      await page.check('.selectbar input');
      await page.click('button:has-text("Redrive 2…")');
      await dialog(page).getByText('2 of 2 can be done').waitFor();
      await page.fill('dialog textarea', 'more tokens');
      await page.waitForTimeout(400);
      await page.dblclick('dialog button[type=submit]');
      await dialog(page).getByText('Done: redrive storycrew.judge-1@4.').waitFor();
      assert.equal(await dialog(page).locator('.results .pill.good').count(), 2);
      assert.deepEqual(confirmed(served).map((one) => one.target).sort(), ['storycrew.judge-1@4', 'storycrew.write-2@17']);
      assert.equal(new Set(confirmed(served).map((one) => one.id)).size, 2);
      await page.click('dialog button:has-text("Close")');
      await page.getByText('redriven', { exact: true }).first().waitFor();
    } },
    { name: 'journey: a policy with an error at its line, mended and published', run: async (page, served) => {
      await open(page, served, '/policies');
      await page.getByText('This policy can be used.').waitFor();
      await page.fill('textarea.code', world.POLICY.replace('level: EDIT_ONLY}', 'level: EDITONLY}'));
      await page.getByText('There is no level EDITONLY.').waitFor();
      assert.equal(await page.locator('[data-key=publish]').isDisabled(), true);
      assert.equal(await page.locator('.gutter .wrong').textContent(), '10');
      await accessible(page, 'a wrong policy');
      await page.click('button:has-text("line 10")');
      assert.match(await page.evaluate(() => {
        const area = /** @type {HTMLTextAreaElement} */ (document.activeElement);
        return area.value.slice(area.selectionStart, area.selectionEnd);
      }), /^ {2}- \{issues: \[prose.*EDITONLY\}$/);
      await page.fill('textarea.code', world.POLICY.replace('after: 2', 'after: 3'));
      await page.getByText('This policy can be used.').waitFor();
      await page.click('button:has-text("What if?")');
      await page.getByText('17 of 241 decisions').waitFor();
      await page.click('[data-key=publish]');
      await told(page);
      await page.click('dialog button[type=submit]');
      await page.getByText('Done: publish default.').waitFor();
      assert.match(confirmed(served)[0].body, /after: 3/);
    } },
    { name: 'journey: roll a policy out by keyboard, and back', run: async (page, served) => {
      await open(page, served, '/policies');
      await page.focus('[data-key=slider]');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.focus('[data-key=rollout]');
      await page.keyboard.press('Enter');
      await told(page);
      await page.focus('dialog button[type=submit]');
      await page.keyboard.press('Enter');
      await page.getByText('Done: rollout default@2.').waitFor();
      assert.equal(confirmed(served)[0].percent, 82);
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.waitForSelector('[data-key="back-default@1"]');
      await page.click('[data-key="back-default@1"]');
      await told(page);
      await page.click('dialog button[type=submit]');
      await page.getByText('Done: rollback default@1.').waitFor();
    } },
    { name: 'journey: submit a book', run: async (page, served) => {
      await open(page, served, '/');
      await page.click('[data-key=new-book]');
      assert.equal(await page.locator('dialog button[type=submit]').isDisabled(), true);
      assert.equal(await dialog(page).getByText('Why (for auditors)').count(), 0, 'a note would be kept nowhere');
      await page.fill('dialog textarea.code', 'id: a-new-one\n');
      await told(page);
      await page.click('dialog button[type=submit]');
      await page.getByText('Done: submit').waitFor();
      assert.equal(confirmed(served)[0].body, 'id: a-new-one\n');
    } },
    { name: 'journey: the stream is lost, the page stays usable, and the stream resumes', allowed: LOST, run: async (page, served) => {
      await open(page, served, '/');
      await page.waitForSelector('.live[data-state=live]');
      served.tell('counts', { attention: 5, mark: 'a', dead_letters: 1 });
      await page.waitForSelector('nav .count:has-text("5")');
      const last = String(served.event);
      served.streamUp = false;
      served.cut();
      await page.waitForSelector('.live[data-state=reconnecting]');
      await page.click('[data-key="open-the-lighthouse"]');
      await page.waitForSelector('.unfolded table');
      served.streamUp = true;
      await page.click('.live');
      await page.waitForSelector('.live[data-state=live]');
      assert.equal(served.resumedFrom.at(-1), last, 'it resumes after the last event that it saw');
      assert.equal(served.streams.size, 1, 'one stream a tab');
      // A card changes a row and a strip, and leaves the focus where it was.
      const book = /** @type {import('../../../main/resources/dev/storycrew/console/pages/api.js').BookRow} */ (served.books().find((one) => one.book === 'the-lighthouse'));
      await page.focus('[data-key="chapter-the-lighthouse-5"]');
      const row = { ...world.chapterRow(book, 5, served.now), title: 'A Returned Key', state: 'ACCEPTED', score: 9.1 };
      served.tell('card', { book: 'the-lighthouse', number: 5, row });
      await page.waitForSelector('td a.title:has-text("A Returned Key")');
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-key')), 'chapter-the-lighthouse-5');
    } },
    { name: 'journey: who missed too much reads the page again', run: async (page, served) => {
      await open(page, served, '/attention');
      await page.waitForSelector('.live[data-state=live]');
      served.empty = true;
      served.tell('reset', {});
      await page.getByText('Nothing needs you.').waitFor();
    } },
    { name: 'journey: what needs somebody comes, changes and goes on the first page', run: async (page, served) => {
      served.empty = true;
      await open(page, served, '/');
      await page.waitForSelector('.live[data-state=live]');
      await page.getByText('Nothing needs you.').waitFor();
      served.empty = false;
      served.tell('counts', { attention: 5, mark: 'a', dead_letters: 2 });
      await page.waitForSelector('.attention h3');
      served.empty = true;
      served.tell('counts', { attention: 5, mark: 'b', dead_letters: 2 });
      await page.getByText('Nothing needs you.').waitFor();
    } },
    { name: 'journey: another case in a list as long is news', run: async (page, served) => {
      await open(page, served, '/attention');
      await page.waitForSelector('.live[data-state=live]');
      const number = await page.locator('.attention h3').count();
      served.empty = true;
      served.tell('counts', { attention: number, mark: 'another', dead_letters: 2 });
      await page.getByText('Nothing needs you.').waitFor();
    } },
    { name: 'journey: ticked dead letters stay ticked', run: async (page, served) => {
      await open(page, served, '/dead-letters');
      await page.waitForSelector('.live[data-state=live]');
      await page.check('.selectbar input');
      await page.click('h1');
      served.tell('counts', { attention: 5, mark: 'a', dead_letters: 7 });
      await page.getByText('There are updates. Reload').waitFor();
      assert.equal(await page.locator('button:has-text("Redrive 2…")').count(), 1);
    } },
    { name: 'journey: what somebody is writing outlives news', run: async (page, served) => {
      await open(page, served, '/policies');
      await page.waitForSelector('.live[data-state=live]');
      await page.fill('textarea.code', 'name: half-written');
      await page.click('h1');
      served.tell('reset', {});
      const offer = page.getByText('There are updates. Reload');
      await offer.waitFor();
      served.tell('reset', {});
      assert.equal(await page.locator('textarea.code').inputValue(), 'name: half-written');
      await offer.click();
      await offer.waitFor({ state: 'detached' });
    } },
    { name: 'journey: a session that has ended, a wrong token, a right one', allowed: NOT_ALLOWED, run: async (page, served) => {
      await open(page, served, '/');
      served.loggedIn = false;
      await page.click('nav a:has-text("Services")');
      await page.waitForURL('**/login');
      await page.getByText('Open the link that ./storycrew console prints.').waitFor();
      await accessible(page, 'login');
      await page.fill('input[type=password]', 'an-old-token');
      await page.click('button[type=submit]');
      await page.getByText('This token is not known.').waitFor();
      await page.fill('input[type=password]', 'a-good-token');
      await page.click('button[type=submit]');
      await page.waitForURL('**/services');
      await page.waitForSelector('table.roomy');
    } },
    { name: 'journey: a viewer looks and has no buttons, and no truth', run: async (page, served) => {
      served.role = 'viewer';
      await open(page, served, '/books/salt-road/7');
      assert.equal(await page.locator('[data-key^="act-"], .truth').count(), 0);
      await open(page, served, '/dead-letters');
      assert.equal(await page.locator('.letter input, .letter .btn:has-text("Redrive")').count(), 0);
      await open(page, served, '/policies');
      await page.getByText('your role is viewer').first().waitFor();
      assert.equal(await page.locator('[data-key=publish]').count(), 0);
    } },
    { name: 'journey: the truth is folded until an operator unfolds it', run: async (page, served) => {
      await open(page, served, '/books/the-bridge-7/3');
      assert.equal(await page.getByText('He took the thirty-second board.').isVisible(), false);
      await page.click('.truth summary');
      assert.equal(await page.getByText('He took the thirty-second board.').isVisible(), true);
    } },
    { name: 'journey: keyboard only', run: async (page, served) => {
      await open(page, served, '/');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
      await page.keyboard.press('?');
      await dialog(page).getByText('previous, next chapter').waitFor();
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.keyboard.press('t');
      const theme = await page.evaluate(() => document.documentElement.dataset['theme']);
      await page.keyboard.press('t');
      assert.notEqual(await page.evaluate(() => document.documentElement.dataset['theme']), theme);
      await page.keyboard.press('/');
      await page.keyboard.type('the-bridge/3');
      await page.getByText('the-bridge-7/3').waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/books/the-bridge-7/3');
      await page.waitForSelector('table.eraser');
      await page.focus('[role=tab][aria-selected=true]');
      await page.keyboard.press('ArrowRight');
      await page.getByText('Scene 3 is edited again, because it is too long.').waitFor();
      await page.focus('main');
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      await page.waitForURL('**/attention');
      await page.waitForSelector('.attention li');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      assert.match(await page.evaluate(() => document.activeElement?.getAttribute('href') ?? ''), /salt-road\/7$/);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/books/salt-road/7');
    } },
    { name: 'journey: a dialog keeps the focus and gives it back', run: async (page, served) => {
      await open(page, served, '/books/salt-road/7');
      await page.focus('[data-key^="act-retry"]');
      await page.keyboard.press('Enter');
      await told(page);
      for (let step = 0; step < 20; step += 1) {
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null), true);
      }
      await page.keyboard.press('Escape');
      assert.match(await page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? ''), /^act-retry/);
    } },
    { name: 'journey: another language and theme, kept', run: async (page, served) => {
      await open(page, served, '/');
      await page.selectOption('footer select >> nth=0', 'de');
      await page.getByRole('heading', { name: 'Bücher' }).waitFor();
      await page.selectOption('#theme', 'dark');
      await page.reload();
      await page.getByRole('heading', { name: 'Bücher' }).waitFor();
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']]), ['de-DE', 'dark']);
      await page.evaluate(() => localStorage.clear());
    } },
    { name: 'journey: filters and a search that finds nothing', run: async (page, served) => {
      await open(page, served, '/');
      await page.click('.chip:has-text("Finished")');
      await page.waitForURL('**/?show=finished');
      await page.waitForFunction(() => document.querySelectorAll('.book').length === 1);
      await page.fill('.filter', 'nothing of that name');
      await page.keyboard.press('Enter');
      await page.getByText('No matching book').waitFor();
      await page.goBack();
      await page.waitForSelector('.book');
    } },
    { name: 'journey: a chapter is found by its title', run: async (page, served) => {
      await open(page, served, '/');
      await page.keyboard.press('/');
      await page.fill('.find', 'unopened letter');
      await page.locator('.found a', { hasText: 'The Unopened Letter' }).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/7');
    } },
    { name: 'journey: more books, and news of others', run: async (page, served) => {
      served.pageSize = 2;
      await open(page, served, '/');
      await page.waitForSelector('.live[data-state=live]');
      assert.equal(await page.locator('.book').count(), 2);
      served.tell('card', { book: 'the-lighthouse', number: 1, row: {} });
      await page.getByText('There are updates.').waitFor();
      await page.click('.morebox button');
      await page.waitForFunction(() => document.querySelectorAll('.book').length === 4);
      await page.click('.morebox button');
      await page.waitForFunction(() => document.querySelectorAll('.book').length === 5);
      assert.equal(await page.locator('.morebox button').count(), 0);
    } },
    { name: 'journey: a chapter is drawn from its JSON alone, as a file that is exported needs it', run: async (page, served) => {
      await open(page, served, '/services');
      const json = world.chapter(/** @type {any} */ (served.books().find((one) => one.book === 'the-bridge-7')), 3, served.now);
      const found = await page.evaluate(async (chapter) => {
        const { chapterView } = await import(/** @type {any} */ ('/views/chapter.js'));
        const { load } = await import(/** @type {any} */ ('/i18n.js'));
        const words = await load('en');
        globalThis.fetch = () => { throw new Error('a view asks nobody'); };
        const view = chapterView(chapter, { words, operator: false, notional: true });
        document.querySelector('main')?.replaceChildren(view);
        return { text: view.textContent, buttons: view.querySelectorAll('.headline button, .headline a').length, truth: view.querySelectorAll('.truth').length };
      }, json);
      assert.match(found.text ?? '', /High Water.*WRITE_ONLY.*Nobody said goodbye\./s);
      assert.deepEqual([found.buttons, found.truth], [0, 0]);
    } },
    { name: 'journey: a login link that was used', allowed: NOT_ALLOWED, run: async (page, served) => {
      served.loggedIn = false;
      await page.goto(`${served.url}/login?link=used`);
      await page.getByText('This login link was used before').waitFor();
      await accessible(page, 'used link');
    } },
    { name: 'journey: downloads', run: async (page, served) => {
      await open(page, served, '/books/the-bridge-7');
      const [file] = await Promise.all([page.waitForEvent('download'), page.click('a:has-text("Markdown")')]);
      assert.equal(file.suggestedFilename(), 'book.md');
      await open(page, served, '/figures?days=365');
      assert.match(await page.getAttribute('a:has-text("CSV")', 'href') ?? '', /by=month&from=.*format=csv/);
    } },
    { name: 'journey: forty thousand words are folded', run: async (page, served) => {
      served.hostile = true;
      await open(page, served, '/books/hostile/1');
      assert.ok(await page.locator('.texts .prose p').count() < 200);
      await page.click('.toolbar button:has-text("Text")');
      assert.ok(await page.locator('.texts .prose p').count() < 200);
      await page.click('button.gap:has-text("more words")');
      assert.ok(await page.locator('.texts .prose p').count() > 1500);
    } },
  ];
}
