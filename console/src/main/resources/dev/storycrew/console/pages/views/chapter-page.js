// @ts-check
/** The chapter's page in the console: it reads the chapter, draws it, and adds what can be done. */

import { h } from '../dom.js';
import { chapterView, neighbours } from './chapter.js';
import { commandButtons, crumbs, needHead, needSign, needText, pathOf, readingOf } from '../parts.js';
import { get, part } from '../server.js';

/** @import {Context} from '../parts.js' */
/** @import {Chapter, ChapterRow} from '../api.js' */

const REFRESH = 2000;

/**
 * Whether an event shows what the page shows. Its time does not tell: a decision has the time of the record that it was made on. Only a chapter's own page knows when
 * it was started.
 *
 * @param {ChapterRow} shown @param {ChapterRow} told
 */
export function sameAs(shown, told) {
  const compared = (/** @type {ChapterRow} */ row) => JSON.stringify({ ...row, started_at: null });
  return compared(shown) === compared(told);
}

/**
 * @param {Context} context
 * @param {string[]} parameters
 */
export async function show(context, parameters) {
  const { words, signal } = context;
  const [book = '', number = ''] = parameters;
  const chapter = /** @type {Chapter} */ (await get(`/api/books/${part(book)}/chapters/${number}`, {}, signal));
  const title = chapter.book.title || chapter.book.book;
  const { card } = chapter;
  context.title(`${card.number} ${card.title}, ${title}`);
  const { before, after } = neighbours(chapter);
  const turn = (/** @type {string | null} */ path) => path && context.go(path);
  context.keys.set('[', () => turn(before));
  context.keys.set(']', () => turn(after));
  const last = chapter.attempts[chapter.attempts.length - 1];
  const text = Object.fromEntries((last?.scenes ?? []).map((scene) => [String(scene.number), scene.revision?.text ?? scene.draft?.text ?? '']));
  const first = card.needs === null ? null : card.needs.kind === 'DEAD_LETTER' ? 'redrive' : 'retry';
  const target = { book, bookTitle: title, number: card.number, title: card.title, commands: chapter.commands, deadLetter: card.needs?.dead_letter ?? null,
    scenes: (last?.plan ?? []).map((scene) => scene.number), text, attempts: chapter.attempts.map((attempt) => attempt.attempt) };
  const has = chapter.attempts.some((attempt) => attempt.scenes.length > 0);
  const acts = [before ? h('a', { class: 'btn quiet', href: before }, `‹ ${card.number - 1}`, h('span', { class: 'sr' }, words.t('chapter.before')), h('kbd', { 'aria-hidden': 'true' }, '[')) : null,
    after ? h('a', { class: 'btn quiet', href: after }, `${card.number + 1} ›`, h('span', { class: 'sr' }, words.t('chapter.after')), h('kbd', { 'aria-hidden': 'true' }, ']')) : null,
    has ? h('a', { class: 'btn', href: readingOf(book, card.number) }, words.t('read')) : null,
    commandButtons(context, target, ['cancel', 'revise', 'accept', 'redrive', 'retry'], first, true)];
  let stale = false;
  context.live.on((event) => {
    if (event.kind === 'card' && event.card.book === book && event.card.number === card.number && !sameAs(card, event.card.row)) {
      stale = true;
    }
  }, signal);
  const timer = setInterval(() => {
    if (stale) {
      stale = false;
      context.news();
    }
  }, REFRESH);
  signal.addEventListener('abort', () => clearInterval(timer));
  return h('div', {}, crumbs(words, [{ href: '/', text: words.t('nav.books') }, { href: pathOf(book), text: title }], String(card.number)),
    card.needs ? h('section', { class: 'card attention one', 'aria-label': words.t('needs') }, h('ul', {}, h('li', {}, needSign(card.needs), h('div', {}, h('h3', {}, needHead(words, card.needs, title, card.number)), h('p', {}, needText(words, card.needs))),
      card.needs.dead_letter ? h('div', { class: 'acts' }, h('a', { class: 'btn', href: `/dead-letters?id=${encodeURIComponent(card.needs.dead_letter)}` }, words.t('show'))) : null))) : null,
    chapterView(chapter, { words, operator: context.session.role === 'operator', notional: context.session.notional, acts, toggled: (turnText) => context.keys.set('d', turnText) }));
}
