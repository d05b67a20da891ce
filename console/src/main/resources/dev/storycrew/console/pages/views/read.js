// @ts-check
/** To read: one chapter, or the book so far. */

import { h, said } from '../dom.js';
import { plain } from './chapter.js';
import { downloads } from './books.js';
import { crumbs, empty, more, pathOf, pill, readingOf, titled } from '../parts.js';
import { get, part } from '../server.js';

/** @import {Context} from '../parts.js' */
/** @import {BookText, ReadChapter} from '../api.js' */

/**
 * @param {Context} context
 * @param {string[]} parameters
 */
export async function show(context, parameters) {
  const { words, signal } = context;
  const [book = '', number] = parameters;
  const path = `/api/books/${part(book)}/text`;
  const found = /** @type {BookText} */ (await get(path, number ? { number } : { limit: 3 }, signal));
  const title = found.title || found.book;
  const one = number ? found.items[0] : undefined;
  context.title(one ? `${one.number} ${one.title}, ${title}` : title);
  const at = Number(number);
  const before = number && at > 1 ? readingOf(book, at - 1) : null;
  const after = number && at < found.chapters ? readingOf(book, at + 1) : null;
  context.keys.set('[', () => before && context.go(before));
  context.keys.set(']', () => after && context.go(after));
  const place = h('div', { class: 'pages' }, found.items.map((chapter) => chapterText(context, found, chapter, !number)));
  const steps = [{ href: '/', text: words.t('nav.books') }, { href: pathOf(book), text: title }];
  return h('div', { class: 'readpage' }, crumbs(words, number ? [...steps, { href: readingOf(book), text: words.t('read') }] : steps, number ?? words.t('read')),
    h('div', { class: 'readbar' }, number ? h('a', { class: 'btn', href: pathOf(book, at) }, words.t('read.how')) : h('h1', { dir: 'auto' }, said(title)), downloads(context, book, false)),
    found.items.length === 0 ? h('section', { class: 'card' }, empty(words.t('read.none'), words.t('read.none.text'), `./storycrew status ${book}`)) : place,
    number ? h('nav', { class: 'turn', 'aria-label': words.t('read.turn') }, before ? h('a', { class: 'btn', href: before }, `‹ ${words.t('chapter.before')}`) : h('span'), after ? h('a', { class: 'btn', href: after }, `${words.t('chapter.after')} ›`) : null)
      : more(context, found.next, async (cursor) => {
        const next = /** @type {BookText} */ (await get(path, { limit: 3, after: cursor }, signal));
        place.append(...next.items.map((chapter) => chapterText(context, found, chapter, true)));
        return next.next;
      }));
}

/** @param {Context} context @param {BookText} book @param {ReadChapter} chapter @param {boolean} within */
function chapterText(context, book, chapter, within) {
  const { words } = context;
  const name = chapter.title || words.t('untitled', { n: chapter.number });
  const heading = [h('span', { class: 'number' }, words.number(chapter.number)), ' ', titled(words, chapter.title, name)];
  return h('article', { class: 'onechapter', 'data-item': '' }, within ? h('h2', { dir: 'auto' }, h('a', { href: readingOf(book.book, chapter.number), 'data-main': '' }, heading)) : h('h1', { dir: 'auto' }, heading),
    chapter.state === 'ACCEPTED' ? null : h('p', { class: 'notyet' }, pill(words, chapter.state, null), ' ', words.t('read.notyet')),
    chapter.text === null || chapter.text.trim() === '' ? h('p', { class: 'soft' }, words.t('read.notext')) : [plain(words, chapter.text, book.language, name), h('p', { class: 'tiny soft counted' }, words.t('words', { count: chapter.words }))]);
}
