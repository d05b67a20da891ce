// @ts-check
/** The first page: today's figures, what needs somebody, and a strip of chapters for each book. */

import { h, newId, replace, said } from '../dom.js';
import { attentionItems } from './attention.js';
import { chips, clock, empty, legend, more, nowSentence, pathOf, pill, problem, readingOf, spark, strip, swap, titled, way } from '../parts.js';
import { get, part } from '../server.js';

/** @import {Child} from '../dom-types.js' */
/** @import {Context} from '../parts.js' */
/** @import {Attention, BookDetail, BookRow, Books, CardEvent, ChapterRow, KpiPeriod, Kpis} from '../api.js' */

const WEEK = 7;
const REFRESH = 1500;
const AT_ONCE = 8;

/** @param {number} days before today, in UTC as the figures are */
export function dayBefore(days) {
  return new Date(Date.now() - days * 86400000).toISOString().slice(0, 10);
}

/**
 * @param {Context} context
 * @param {string[]} _parameters
 * @param {URLSearchParams} query
 */
export async function show(context, _parameters, query) {
  const { words, signal } = context;
  const filter = ['needs', 'under-way', 'finished'].find((one) => one === query.get('show')) ?? 'all';
  const find = query.get('find') ?? '';
  const [figures, attention, books] = await Promise.all([
    get('/api/kpis', { by: 'day', from: dayBefore(WEEK), to: dayBefore(0) }, signal).catch(() => null),
    get('/api/attention', { limit: 5 }, signal).catch((failure) => failure),
    get('/api/books', { show: filter === 'all' ? null : filter, find, limit: 25 }, signal),
  ]);
  context.title(words.t('nav.books'));
  const list = h('section', { class: 'card books', 'aria-label': words.t('nav.books') });
  const found = /** @type {Books} */ (books);
  const rows = new BookList(context, list);
  rows.add(found.items);
  const address = (/** @type {string} */ show, /** @type {string} */ text) => {
    const asked = new URLSearchParams();
    if (show !== 'all') {
      asked.set('show', show);
    }
    if (text) {
      asked.set('find', text);
    }
    return asked.size === 0 ? '/' : `/?${asked}`;
  };
  const search = h('input', { type: 'search', class: 'filter', dir: 'auto', maxlength: '200', value: find, 'aria-label': words.t('books.find'), placeholder: words.t('books.find') });
  const counts = found.counts;
  return h('div', {}, figures ? figureStrip(context, figures) : null, needsYou(context, attention),
    h('div', { class: 'tools' }, h('h1', {}, words.t('nav.books')), chips(words.t('books.filter'), [
      { value: 'all', text: words.t('books.all', { n: counts.all }) }, { value: 'needs', text: words.t('books.needs', { n: counts.needs }) },
      { value: 'under-way', text: words.t('books.underway', { n: counts.under_way }) }, { value: 'finished', text: words.t('books.finished', { n: counts.finished }) },
    ], filter, (value) => context.go(address(value, find))),
    h('form', { role: 'search', onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      context.go(address(filter, search.value.trim()));
    } }, search),
    h('span', { class: 'end' }, h('span', { class: 'sorted' }, words.t('books.sorted')), context.session.role === 'operator'
      ? h('button', { class: 'btn', type: 'button', 'data-key': 'new-book', onclick: () => context.act({ kind: 'submit', targets: [{ target: '', label: '' }], body: '' }) }, words.t('books.new')) : null)),
    found.items.length === 0 ? h('section', { class: 'card' }, filter === 'all' && find === ''
      ? empty(words.t('books.none'), words.t('books.none.text'), './storycrew submit examples/the-lighthouse.yaml')
      : empty(words.t('books.nomatch'), words.t('books.nomatch.text'), './storycrew status'))
      : [list, more(context, found.next, async (after) => {
        const next = /** @type {Books} */ (await get('/api/books', { show: filter === 'all' ? null : filter, find, limit: 25, after }, signal));
        rows.add(next.items);
        return next.next;
      }), legend(words)]);
}

/** The list, and how it keeps up. */
class BookList {
  /** @param {Context} context @param {HTMLElement} place */
  constructor(context, place) {
    this.context = context;
    this.place = place;
    /** @type {Map<string, {element: HTMLElement, open: boolean, detail: BookDetail | null, row: BookRow}>} */
    this.shown = new Map();
    /** @type {Set<string>} */
    this.changed = new Set();
    context.live.on((event) => {
      if (event.kind === 'card' && this.shown.has(event.card.book)) {
        this.changed.add(event.card.book);
      } else if (event.kind === 'card') {
        // The page stays as it is until somebody wants it otherwise.
        context.offer();
      }
    }, context.signal);
    const timer = setInterval(() => void this.refresh(), REFRESH);
    context.signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** @param {BookRow[]} rows */
  add(rows) {
    for (const row of rows) {
      if (!this.shown.has(row.book)) {
        const entry = { element: h('article', {}), open: false, detail: null, row };
        this.shown.set(row.book, entry);
        entry.element = this.draw(row.book);
        this.place.append(entry.element);
      }
    }
  }

  async refresh() {
    const books = [...this.changed].slice(0, AT_ONCE);
    for (const book of books) {
      this.changed.delete(book);
    }
    await Promise.all(books.map(async (book) => {
      const entry = this.shown.get(book);
      try {
        const detail = /** @type {BookDetail} */ (await get(`/api/books/${part(book)}`, { limit: entry?.open ? 50 : 1 }, this.context.signal));
        if (entry) {
          entry.row = detail;
          entry.detail = entry.open ? detail : entry.detail;
          this.redraw(book);
        }
      } catch {
        // The next event tries again; until then the page shows what it knew.
      }
    }));
  }

  /** @param {string} book */
  redraw(book) {
    const entry = this.shown.get(book);
    if (entry) {
      const fresh = this.draw(book);
      swap(entry.element, fresh);
      entry.element = fresh;
    }
  }

  /** @param {string} book */
  draw(book) {
    const entry = /** @type {{element: HTMLElement, open: boolean, detail: BookDetail | null, row: BookRow}} */ (this.shown.get(book));
    return bookArticle(this.context, entry.row, {
      open: entry.open, detail: entry.detail, toggle: async () => {
        entry.open = !entry.open;
        this.redraw(book);
        if (entry.open) {
          try {
            entry.detail = /** @type {BookDetail} */ (await get(`/api/books/${part(book)}`, { limit: 50 }, this.context.signal));
            this.redraw(book);
          } catch (failure) {
            entry.element.append(problem(this.context.words, failure, null));
          }
        }
      },
    });
  }
}

/**
 * @param {Context} context
 * @param {BookRow} row
 * @param {{open: boolean, detail: BookDetail | null, toggle: () => void}} table
 */
function bookArticle(context, row, table) {
  const { words } = context;
  const id = newId('chapters');
  return h('article', { class: 'book', 'data-item': '' },
    h('div', { class: 'name' }, h('h2', { dir: 'auto' }, h('a', { href: pathOf(row.book), 'data-main': '', 'data-key': `book-${row.book}` }, titled(words, row.title, row.book))),
      h('p', { class: 'tiny soft' }, said(row.genre), ' · ', words.languageName(row.language), ' · ', words.t('chapters', { count: row.chapters })),
      h('button', { class: 'fold', type: 'button', 'aria-expanded': String(table.open), 'aria-controls': id, 'data-key': `open-${row.book}`,
        'aria-label': words.t(table.open ? 'books.fold' : 'books.unfold', { title: row.title || row.book }), onclick: table.toggle }, h('span', { 'aria-hidden': 'true' }, table.open ? '▾ ' : '▸ '), words.t('books.chapters'))),
    h('div', {}, strip(words, row), h('p', { class: 'now' }, nowSentence(words, row), row.finished_at !== null && (row.states.ACCEPTED ?? 0) > 0 ? [' ', downloads(context, row.book)] : null)),
    h('div', { class: 'numbers' }, bookNumbers(context, row)),
    h('div', { id, class: 'unfolded', hidden: !table.open }, table.open ? (table.detail ? [chapterTable(context, row, table.detail.page.items),
      table.detail.page.next ? h('p', { class: 'small' }, h('a', { class: 'link', href: pathOf(row.book) }, words.t('books.allchapters', { count: row.strip.length }))) : null]
      : h('p', { class: 'small soft', role: 'status' }, words.t('loading'))) : null));
}

/** @param {Context} context @param {BookRow} row */
export function bookNumbers(context, row) {
  const { words } = context;
  const state = row.needs > 0 ? h('span', { class: 'pill warn' }, words.t('book.needs')) : row.finished_at !== null ? h('span', { class: 'pill good' }, words.t('book.finished')) : null;
  return h('dl', {},
    h('div', {}, h('dt', {}, words.t('cost')), h('dd', {}, row.priced ? words.money(row.cost_usd) : words.t('unpriced'), row.budget_usd !== null ? h('small', {}, words.t('book.budget', { usd: words.sum(row.budget_usd) })) : null)),
    h('div', {}, h('dt', {}, words.t('saved')), h('dd', {}, words.share(row.saved))),
    state ? h('div', {}, h('dt', {}, words.t('state')), h('dd', {}, state, row.finished_at !== null && row.needs === 0 ? h('small', {}, clock(words, row.finished_at)) : null))
      : h('div', {}, h('dt', {}, words.t('ready')), h('dd', {}, row.ready_at !== null ? clock(words, row.ready_at) : h('span', { class: 'faint' }, words.t('ready.unknown')))));
}

/** @param {Context} context @param {string} book @param {boolean} [toRead] */
export function downloads(context, book, toRead = true) {
  const { words } = context;
  const file = (/** @type {string} */ format, /** @type {string} */ name) =>
    h('a', { class: 'link', href: `/api/books/${part(book)}/export?format=${format}`, download: '' }, name);
  return h('span', { class: 'downloads' }, toRead ? h('a', { class: 'link', href: readingOf(book) }, words.t('read')) : null, file('epub', 'EPUB'), file('docx', 'Word'), file('html', 'HTML'), file('md', 'Markdown'));
}

/** @param {Context} context @param {BookRow} book @param {ChapterRow[]} rows */
export function chapterTable(context, book, rows) {
  const { words } = context;
  const name = words.t('strip.label', { title: book.title || book.book });
  const body = h('tbody', {}, rows.map((row) => chapterLine(context, book.book, row)));
  context.live.on((event) => {
    if (event.kind === 'card' && event.card.book === book.book && body.isConnected) {
      updateLine(context, body, event.card);
    }
  }, context.signal);
  return h('div', { class: 'chapters', tabindex: '0', role: 'group', 'aria-label': words.t('scrollable', { what: name }) }, h('table', { 'aria-label': name },
    h('thead', {}, h('tr', {}, h('th', { class: 'n', scope: 'col' }, '#'), ...['chapter', 'way'].map((key) => h('th', { scope: 'col' }, words.t(`col.${key}`))),
      ...['judge', 'cost', 'saved'].map((key) => h('th', { class: 'n', scope: 'col' }, words.t(`col.${key}`))), h('th', { scope: 'col' }, words.t('col.now')))), body));
}

/** @param {Context} context @param {HTMLElement} body @param {CardEvent} card */
function updateLine(context, body, card) {
  const old = [...body.children].find((one) => one.getAttribute('data-number') === String(card.number));
  if (old) {
    swap(old, chapterLine(context, card.book, card.row));
  }
}

/** @param {Context} context @param {string} book @param {ChapterRow} row */
function chapterLine(context, book, row) {
  const { words } = context;
  return h('tr', { 'data-number': row.number, 'data-item': '' }, h('td', { class: 'n faint' }, row.number),
    h('td', { dir: 'auto' }, h('a', { class: 'title', href: pathOf(book, row.number), 'data-key': `chapter-${book}-${row.number}` }, titled(words, row.title, words.t('untitled', { n: row.number })))),
    h('td', {}, way(words, row)), h('td', { class: 'n' }, row.score === null ? h('span', { class: 'faint' }, '–') : words.score(row.score)),
    h('td', { class: 'n' }, row.path.length === 0 ? h('span', { class: 'faint' }, '–') : row.priced ? words.money(row.cost_usd) : h('span', { class: 'faint', title: words.t('unpriced') }, '–')),
    h('td', { class: 'n' }, row.saved === null ? h('span', { class: 'faint' }, '–') : words.share(row.saved)),
    h('td', {}, pill(words, row.state, row.stage)));
}

/** What needs somebody, and keeps up: also when it begins to, and when it no longer does. @param {Context} context @param {Attention | Error} first */
function needsYou(context, first) {
  let found = first;
  const place = h('div', {}, needs(context, found));
  let dirty = found instanceof Error;
  context.live.on((event) => { dirty = dirty || (event.kind === 'counts' && (found instanceof Error || event.mark !== found.mark)); }, context.signal);
  const timer = setInterval(async () => {
    if (dirty && !place.contains(document.activeElement)) {
      dirty = false;
      try {
        found = /** @type {Attention} */ (await get('/api/attention', { limit: 5 }, context.signal));
        replace(place, needs(context, found));
      } catch {
        dirty = true;
      }
    }
  }, REFRESH * 2);
  context.signal.addEventListener('abort', () => clearInterval(timer));
  return place;
}

/** @param {Context} context @param {Attention | Error} found */
function needs(context, found) {
  const { words } = context;
  if (found instanceof Error) {
    return h('section', { class: 'card attention' }, problem(words, found, null));
  }
  const count = found.total + found.services.length;
  if (count === 0) {
    return h('p', { class: 'calm' }, h('span', { class: 'sign good', 'aria-hidden': 'true' }, '✓'), words.t('needs.none'));
  }
  const heading = newId('needs');
  return h('section', { class: 'card attention', 'aria-labelledby': heading }, h('header', {}, h('h2', { id: heading }, words.t('needs')),
    h('span', { class: 'small soft' }, found.longest_since === null ? words.t('needs.count', { count }) : words.parts('needs.longest', { count: words.number(count),
      time: h('span', { 'data-since': found.longest_since }, words.duration((Date.now() - found.longest_since) / 1000)) })),
    h('span', { class: 'aside' }, h('a', { class: 'link', href: '/attention' }, words.t('needs.all')))), h('ul', {}, attentionItems(context, found)));
}

/** @param {Context} context @param {Kpis} kpis */
function figureStrip(context, kpis) {
  const { words } = context;
  const periods = kpis.periods;
  const last = periods[periods.length - 1];
  const today = last && last.period === dayBefore(0) ? last : null;
  const before = today ? periods.slice(0, -1) : periods;
  const ended = (/** @type {KpiPeriod} */ one) => one.chapters.accepted + one.chapters.exhausted + one.chapters.cancelled;
  const mean = (/** @type {(one: KpiPeriod) => number | null} */ of) => {
    const known = before.map(of).filter((one) => one !== null);
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
  };
  /**
   * @param {string} key @param {string} group @param {(one: KpiPeriod) => number | null} of @param {(value: number) => string} write
   * @param {'share' | 'points' | 'count'} how @param {boolean | null} moreIsBetter @param {string} [small]
   */
  const tile = (key, group, of, write, how, moreIsBetter, small) => {
    const value = today ? of(today) : null;
    const usual = mean(of);
    /** @type {Child} */
    let against = words.t('figure.noday');
    if (value !== null && usual !== null && (how !== 'share' || usual !== 0)) {
      const difference = how === 'share' ? value / usual - 1 : value - usual;
      const signed = (how === 'share' || how === 'points' ? Math.round(difference * 100) : Math.round(difference));
      const text = `${signed > 0 ? '+' : signed < 0 ? '−' : '±'}${words.number(Math.abs(signed))}`;
      const worse = moreIsBetter !== null && signed !== 0 && (signed > 0) !== moreIsBetter;
      against = h('span', {}, words.parts(how === 'share' ? 'figure.percent' : how === 'points' ? 'figure.points' : 'figure.count', { n: h('b', { class: worse ? 'worse' : '' }, text) }));
    } else if (value !== null) {
      against = words.t('figure.first');
    }
    return h('a', { href: `/figures#${group}` }, h('span', { class: 'what' }, words.t(key)), h('span', { class: 'figure' }, value === null ? '–' : write(value), small ? h('small', {}, ` ${small}`) : null),
      h('span', { class: 'against' }, against), spark(periods.map(of)));
  };
  const spared = today ? today.full_retry_cost_usd - today.retry_cost_usd : 0;
  return h('section', { class: 'card figures', 'aria-label': words.t('figures.today') },
    tile('figure.accepted', 'quality', (one) => one.chapters.accepted, (value) => words.number(value), 'count', true),
    tile('figure.cost', 'cost', (one) => one.usd_per_chapter, (value) => words.money(value), 'share', false),
    tile('figure.saved', 'cost', (one) => one.saved, (value) => words.share(value), 'points', true, spared > 0 ? words.money(spared) : undefined),
    tile('figure.first_sight', 'quality', (one) => ended(one) === 0 && one.pass_at_first_sight === null ? null : one.pass_at_first_sight, (value) => words.share(value), 'points', true),
    tile('figure.escalated', 'alerts', (one) => one.escalation, (value) => words.share(value), 'points', false),
    tile('figure.takes', 'performance', (one) => one.seconds_per_chapter, (value) => words.duration(value), 'share', false));
}
