// @ts-check
/** What needs a person, the longest waiting first. */

import { h, said } from '../dom.js';
import { ago, commandButtons, empty, isOfAnEnd, more, needHead, needSign, needText, pathOf, readingOf, sentenceOf } from '../parts.js';
import { get } from '../server.js';

/** @import {Context} from '../parts.js' */
/** @import {Attention, AttentionItem, ServiceTrouble} from '../api.js' */

/** @param {Context} context */
export async function show(context) {
  const { words, signal } = context;
  const found = /** @type {Attention} */ (await get('/api/attention', { limit: 50 }, signal));
  context.title(words.t('nav.attention'));
  const list = h('ul', {}, attentionItems(context, found));
  context.live.on((event) => {
    if (event.kind === 'counts' && event.mark !== found.mark) {
      context.news();
    }
  }, signal);
  return h('div', {}, h('div', { class: 'tools first' }, h('h1', {}, words.t('nav.attention')), h('span', { class: 'end' }, words.t('attention.sorted'))),
    found.total + found.services.length === 0
      ? h('section', { class: 'card' }, empty(words.t('needs.none'), words.t('attention.none'), './storycrew watch'))
      : [h('section', { class: 'card attention', 'aria-label': words.t('nav.attention') }, list), more(context, found.next, async (after) => {
        const next = /** @type {Attention} */ (await get('/api/attention', { limit: 50, after }, signal));
        list.append(...next.items.map((item) => attentionItem(context, item)));
        return next.next;
      })]);
}

/** @param {Context} context @param {Attention} found */
export function attentionItems(context, found) {
  return [...found.items.map((item) => attentionItem(context, item)), ...found.services.map((trouble) => serviceItem(context, trouble))];
}

/** @param {Context} context @param {AttentionItem} item */
function attentionItem(context, item) {
  const { words } = context;
  const { need } = item;
  const chapter = { book: item.book, bookTitle: item.book_title || item.book, number: item.number, title: item.title, commands: item.commands, deadLetter: need.dead_letter };
  const first = need.kind === 'DEAD_LETTER' ? 'redrive' : need.kind === 'HELD' ? 'release' : 'retry';
  return h('li', { 'data-item': '' }, needSign(need), h('div', {}, h('h3', {}, h('a', { href: pathOf(item.book, item.number), 'data-main': '' }, needHead(words, need, item.book_title || item.book, item.number)), ' ',
    h('span', { class: 'soft' }, '· ', ago(words, need.since), need.waiting > 0 ? ` · ${words.t('waits', { count: need.waiting })}` : null)),
  item.title ? h('p', { class: 'tiny' }, said(item.title)) : null, h('p', {}, needText(words, need))),
  h('div', { class: 'acts' }, need.kind === 'DEAD_LETTER' && need.dead_letter
    ? h('a', { class: 'btn', href: `/dead-letters?id=${encodeURIComponent(need.dead_letter)}` }, words.t('show'))
    : isOfAnEnd(need) ? h('a', { class: 'btn', href: readingOf(item.book, item.number) }, words.t('readit')) : null,
  commandButtons(context, chapter, ['cancel', 'accept', 'release', 'redrive', 'retry'], first)));
}

/** @param {Context} context @param {ServiceTrouble} trouble */
function serviceItem(context, trouble) {
  const { words } = context;
  return h('li', { 'data-item': '' }, h('span', { class: 'sign held', 'aria-hidden': 'true' }, '‖'), h('div', {}, h('h3', {}, words.parts(`trouble.${trouble.kind}`, { service: said(trouble.service) }), ' ',
    h('span', { class: 'soft' }, trouble.waiting ? `· ${words.t('waits', { count: trouble.waiting })}` : null)),
  h('p', {}, said(sentenceOf(trouble.text)), ' ', said(sentenceOf(trouble.advice)))), h('div', { class: 'acts' }, h('a', { class: 'btn quiet', 'data-main': '', href: '/services' }, words.t('details'))));
}
