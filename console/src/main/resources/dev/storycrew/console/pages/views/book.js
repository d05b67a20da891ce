// @ts-check
/** One book: where it is, and all its chapters. */

import { h, said } from '../dom.js';
import { bookNumbers, chapterTable, downloads } from './books.js';
import { ago, crumbs, empty, legend, more, nowSentence, strip, swap } from '../parts.js';
import { get, part } from '../server.js';

/** @import {Context} from '../parts.js' */
/** @import {BookDetail} from '../api.js' */

const REFRESH = 1500;

/**
 * @param {Context} context
 * @param {string[]} parameters
 */
export async function show(context, parameters) {
  const { words, signal } = context;
  const book = parameters[0] ?? '';
  const path = `/api/books/${part(book)}`;
  const detail = /** @type {BookDetail} */ (await get(path, { limit: 100 }, signal));
  const title = detail.title || detail.book;
  context.title(title);
  let head = header(context, detail);
  let changed = false;
  context.live.on((event) => { changed = changed || (event.kind === 'card' && event.card.book === book); }, signal);
  const timer = setInterval(async () => {
    if (changed) {
      changed = false;
      try {
        const fresh = header(context, await get(path, { limit: 1 }, signal));
        swap(head, fresh);
        head = fresh;
      } catch {
        changed = true;
      }
    }
  }, REFRESH);
  signal.addEventListener('abort', () => clearInterval(timer));
  const table = h('div', { class: 'tables' }, detail.page.items.length === 0
    ? h('section', { class: 'card' }, empty(words.t('book.empty'), words.t('book.empty.text'), `./storycrew submit ${book}.yaml`)) : chapterTable(context, detail, detail.page.items));
  return h('div', { class: 'bookpage' }, crumbs(words, [{ href: '/', text: words.t('nav.books') }], title), head, table, more(context, detail.page.next, async (after) => {
    const next = /** @type {BookDetail} */ (await get(path, { limit: 100, after }, signal));
    table.append(chapterTable(context, detail, next.page.items));
    return next.page.next;
  }), legend(words));
}

/** @param {Context} context @param {BookDetail} detail */
function header(context, detail) {
  const { words } = context;
  const title = detail.title || detail.book;
  const held = detail.held_by;
  const act = (/** @type {'hold' | 'release'} */ kind) => h('button', { class: 'btn', type: 'button', 'data-key': kind, onclick: () => context.act({ kind, targets: [{ target: detail.book, label: title }] }) }, words.t(`act.${kind}`));
  return h('div', {}, h('div', { class: 'headline' }, h('h1', { dir: 'auto' }, said(title)), h('div', { class: 'acts' }, (detail.states.ACCEPTED ?? 0) > 0 ? downloads(context, detail.book) : null,
    context.session.role === 'operator' && detail.finished_at === null ? act(held ? 'release' : 'hold') : null)),
  h('p', { class: 'facts' }, h('span', { class: 'mono' }, said(detail.book)), h('span', {}, said(detail.genre)), h('span', {}, words.languageName(detail.language)), h('span', {}, words.t('chapters', { count: detail.chapters })),
    h('span', {}, words.parts('book.changed', { ago: ago(words, detail.changed_at) })), context.session.notional ? h('span', { class: 'notional' }, words.t('notional')) : null),
  held ? h('p', { class: 'heldnote' }, h('span', { class: 'sign held', 'aria-hidden': 'true' }, '‖'), h('span', {}, words.parts('book.held', { who: h('b', {}, said(held.who)), ago: ago(words, held.at) }), held.note ? [' “', said(held.note), '”'] : null)) : null,
  h('section', { class: 'card book alone', 'aria-label': title }, h('div', {}, strip(words, detail), h('p', { class: 'now' }, nowSentence(words, detail))), h('div', { class: 'numbers' }, bookNumbers(context, detail))));
}
