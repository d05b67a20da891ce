// @ts-check
/** Who did what to chapters, books and dead letters, and how to check the records. */

import { h, said } from '../dom.js';
import { chips, commandLine, empty, more, pathOf, sentenceOf } from '../parts.js';
import { get } from '../server.js';

/** @import {Context} from '../parts.js' */
/** @import {Audit, AuditRow} from '../api.js' */

const KINDS = ['retry', 'accept', 'revise', 'redrive', 'cancel', 'hold', 'release'];

/**
 * @param {Context} context
 * @param {string[]} _parameters
 * @param {URLSearchParams} query
 */
export async function show(context, _parameters, query) {
  const { words, signal } = context;
  const kind = KINDS.find((one) => one === query.get('kind')) ?? '';
  const who = query.get('who') ?? '';
  const found = /** @type {Audit} */ (await get('/api/audit', { limit: 50, kind, who }, signal));
  context.title(words.t('nav.audit'));
  const list = h('ul', { class: 'audit' }, found.items.map((row) => line(context, row)));
  const address = (/** @type {string} */ one, /** @type {string} */ name) => {
    const next = new URLSearchParams();
    if (one) {
      next.set('kind', one);
    }
    if (name) {
      next.set('who', name);
    }
    return next.size === 0 ? '/audit' : `/audit?${next}`;
  };
  const search = h('input', { type: 'search', class: 'filter', dir: 'auto', maxlength: '200', value: who, 'aria-label': words.t('audit.who'), placeholder: words.t('audit.who') });
  return h('div', {}, h('div', { class: 'tools first' }, h('h1', {}, words.t('nav.audit')), h('form', { role: 'search', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    context.go(address(kind, search.value.trim()));
  } }, search)),
  h('section', { class: 'card checked', 'aria-label': words.t('audit.check') }, h('h2', {}, words.t('audit.check')), h('p', {}, words.t('audit.unchecked')), commandLine('./storycrew audit verify'),
    h('p', { class: 'tiny soft' }, words.t('audit.export')), commandLine('./storycrew audit export BOOK --out trail')),
  h('div', { class: 'tools' }, h('h2', { class: 'sub' }, words.t('audit.commands')), chips(words.t('audit.kinds'), [{ value: '', text: words.t('audit.all') }, ...KINDS.map((one) => ({ value: one, text: words.t(`command.${one}`) }))], kind, (value) => context.go(address(value, who)))),
  h('section', { class: 'card', 'aria-label': words.t('audit.commands') }, found.items.length === 0 ? empty(words.t('audit.none'), words.t('audit.none.text'), './storycrew retry ID --level EDIT_ONLY --note "why"') : list),
  more(context, found.next, async (after) => {
    const next = /** @type {Audit} */ (await get('/api/audit', { limit: 50, kind, who, after }, signal));
    list.append(...next.items.map((row) => line(context, row)));
    return next.next;
  }));
}

/** @param {Context} context @param {AuditRow} row */
function line(context, row) {
  const { words } = context;
  const look = { DONE: 'good', REFUSED: 'bad', OPEN: 'work' }[row.result] ?? 'wait';
  const chapter = /^([^/@]+)\/(\d+)$/.exec(row.target);
  const target = chapter ? h('a', { class: 'link', href: pathOf(chapter[1] ?? '', Number(chapter[2])) }, said(row.target)) : h('span', { class: 'mono' }, said(row.target));
  return h('li', { 'data-item': '', tabindex: '-1' }, h('div', {}, h('p', {}, h('b', {}, words.name('command', row.kind)), ' ', target, row.level ? [' ', h('span', { class: 'mono' }, said(row.level))] : null,
    row.scenes.length > 0 ? ` · ${words.t('made.scenes', { count: row.scenes.length, scenes: words.list(row.scenes.map(String)) })}` : null),
  row.note ? h('p', { class: 'quoted', dir: 'auto' }, '“', said(row.note), '”') : null, row.effect ? h('p', { class: 'soft', dir: 'auto' }, said(sentenceOf(row.effect))) : null,
  h('p', { class: 'tiny soft' }, said(row.who), ' · ', words.instant(row.at), ' · ', h('span', { class: 'mono' }, said(row.position)))), h('span', { class: `pill ${look}` }, words.name('result', row.result)));
}
