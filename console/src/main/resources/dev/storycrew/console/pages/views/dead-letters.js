// @ts-check
/** Records that no service could work on: what they are, and how to put them back, one or many. */

import { h, newId, replace, said, straight } from '../dom.js';
import { ago, chips, commandLine, empty, more, pathOf, problem, sentenceOf } from '../parts.js';
import { get, part } from '../server.js';

/** @import {Context} from '../parts.js' */
/** @import {DeadLetterDetail, DeadLetterRow, DeadLetters} from '../api.js' */

const FIELD_SHOWN = 600;

/**
 * @param {Context} context
 * @param {string[]} _parameters
 * @param {URLSearchParams} query
 */
export async function show(context, _parameters, query) {
  const { words, signal } = context;
  const reason = query.get('reason');
  const consumer = query.get('consumer');
  const asked = query.get('id');
  const operator = context.session.role === 'operator';
  const found = /** @type {DeadLetters} */ (await get('/api/dead-letters', { limit: 50, reason, consumer }, signal));
  context.title(words.t('nav.dead'));
  context.live.on((event) => {
    if (event.kind === 'counts' && event.dead_letters !== found.open) {
      context.news();
    }
  }, signal);
  /** @type {Set<string>} */
  const chosen = new Set();
  const body = h('div', { class: 'letters' });
  const many = h('button', { class: 'btn primary', type: 'button', disabled: true, 'data-key': 'redrive-many' }, words.t('letters.redrive', { count: 0 }));
  const count = () => {
    many.disabled = chosen.size === 0;
    many.textContent = words.t('letters.redrive', { count: chosen.size });
  };
  many.addEventListener('click', () => context.act({ kind: 'redrive', targets: [...chosen].map((id) => ({ target: id, label: id })) }));
  const every = h('input', { type: 'checkbox', onchange: () => {
    for (const box of body.querySelectorAll('input[type=checkbox]')) {
      if (box instanceof HTMLInputElement && !box.disabled && box.checked !== every.checked) {
        box.checked = every.checked;
        box.dispatchEvent(new Event('change'));
      }
    }
  } });
  const add = (/** @type {DeadLetterRow[]} */ rows) => body.append(...rows.map((row) => letter(context, row, row.id === asked, operator, (on) => {
    if (on) {
      chosen.add(row.id);
    } else {
      chosen.delete(row.id);
    }
    count();
  })));
  add(found.items);
  if (asked && !found.items.some((row) => row.id === asked)) {
    try {
      body.prepend(letter(context, await get(`/api/dead-letters/${part(asked)}`, {}, signal), true, operator, (on) => {
        chosen[on ? 'add' : 'delete'](asked);
        count();
      }));
    } catch (failure) {
      body.prepend(problem(words, failure, null));
    }
  }
  const address = (/** @type {string | null} */ because, /** @type {string | null} */ where) => {
    const next = new URLSearchParams();
    if (because) {
      next.set('reason', because);
    }
    if (where) {
      next.set('consumer', where);
    }
    return next.size === 0 ? '/dead-letters' : `/dead-letters?${next}`;
  };
  const reasons = Object.entries(found.by_reason);
  const consumers = Object.entries(found.by_consumer);
  const none = found.items.length === 0 && !asked;
  return h('div', {}, h('div', { class: 'tools first' }, h('h1', {}, words.t('nav.dead')),
    reasons.length > 1 || reason ? chips(words.t('letters.reasons'), [{ value: '', text: words.t('letters.all', { n: Object.values(found.by_reason).reduce((sum, one) => sum + one, 0) }) },
      ...reasons.map(([name, number]) => ({ value: name, text: `${name} ${words.number(number)}` }))], reason ?? '', (value) => context.go(address(value || null, consumer))) : null,
    consumers.length > 1 || consumer ? h('label', { class: 'small' }, h('span', { class: 'soft' }, words.t('letters.by'), ' '), h('select', { onchange: (/** @type {Event} */ event) =>
      context.go(address(reason, event.target instanceof HTMLSelectElement ? event.target.value || null : null)) }, h('option', { value: '' }, words.t('letters.anyone')),
    consumers.map(([name, number]) => h('option', { value: name, selected: name === consumer }, `${straight(name)} (${words.number(number)})`)))) : null),
  h('p', { class: 'lead' }, words.t('letters.about')),
  none ? h('section', { class: 'card' }, empty(words.t('letters.none'), words.t('letters.none.text'), './storycrew dead-letters list --all'))
    : [operator ? h('div', { class: 'selectbar' }, h('label', {}, every, ' ', words.t('letters.every')), many) : null, h('section', { class: 'card', 'aria-label': words.t('nav.dead') }, body),
      more(context, found.next, async (after) => {
        const next = /** @type {DeadLetters} */ (await get('/api/dead-letters', { limit: 50, reason, consumer, after }, signal));
        add(next.items);
        return next.next;
      })]);
}

/** @param {Context} context @param {DeadLetterRow} row @param {boolean} open @param {boolean} operator @param {(on: boolean) => void} choose */
function letter(context, row, open, operator, choose) {
  const { words } = context;
  const place = h('div', { class: 'letterbody' });
  const id = newId('letter');
  let read = false;
  const load = async () => {
    if (read) {
      return;
    }
    read = true;
    replace(place, h('p', { class: 'small soft', role: 'status' }, words.t('loading')));
    try {
      replace(place, detail(context, await get(`/api/dead-letters/${part(row.id)}`, {}, context.signal)));
    } catch (failure) {
      read = false;
      replace(place, problem(words, failure, () => void load()));
    }
  };
  const details = h('details', { open, ontoggle: () => { if (details.open) { void load(); } } }, h('summary', { 'data-main': '' }, h('span', {}, h('b', { class: 'mono' }, said(row.reason)), ' ', h('span', { class: 'soft' }, said(row.consumer), ' · ', ago(words, row.at),
    row.deliveries > 1 ? ` · ${words.t('letters.deliveries', { count: row.deliveries })}` : null)),
  h('span', { class: 'message', dir: 'auto' }, said(sentenceOf(row.message))), h('span', { class: 'mono tiny soft' }, said(row.id))), place);
  if (open) {
    void load();
  }
  const [book = '', number] = row.chapter?.split('/') ?? [];
  const why = row.can_redrive ? null : row.why_not ?? '';
  return h('article', { class: 'letter', 'data-item': '', id }, operator ? h('input', { type: 'checkbox', disabled: !row.can_redrive, title: why, 'aria-label': words.t('letters.choose', { id: row.id }),
    onchange: (/** @type {Event} */ event) => choose(event.target instanceof HTMLInputElement && event.target.checked) }) : h('span', { class: 'sign bad', 'aria-hidden': 'true' }, '!'), details,
  h('div', { class: 'acts' }, row.chapter ? h('a', { class: 'btn quiet', href: pathOf(book, number ? Number(number) : undefined) }, said(row.chapter)) : null,
    row.redriven ? h('span', { class: 'pill good' }, words.t('letters.redriven')) : null,
    operator && row.can_redrive ? h('button', { class: 'btn', type: 'button', 'data-key': `redrive-${row.id}`, 'aria-label': `${words.t('act.redrive')} ${row.id}`,
      onclick: () => context.act({ kind: 'redrive', targets: [{ target: row.id, label: row.id }] }) }, words.t('act.redrive')) : null,
    why && !row.redriven ? h('span', { class: 'tiny soft whynot', dir: 'auto' }, said(sentenceOf(why))) : null));
}

/** @param {Context} context @param {DeadLetterDetail} found */
function detail(context, found) {
  const { words } = context;
  const long = (/** @type {string} */ text) => text.length <= FIELD_SHOWN ? said(text) : h('details', { class: 'long' }, h('summary', {}, said(`${text.slice(0, 160)}…`)), h('pre', { tabindex: '0', dir: 'auto' }, text));
  return [h('dl', { class: 'fields' }, h('div', {}, h('dt', {}, words.t('letters.origin')), h('dd', { class: 'mono' }, said(found.origin))),
    h('div', {}, h('dt', {}, words.t('letters.when')), h('dd', {}, words.instant(found.at))), h('div', {}, h('dt', {}, words.t('letters.size')), h('dd', {}, words.t('bytes', { count: found.bytes }))),
    Object.entries(found.fields ?? {}).map(([name, text]) => h('div', {}, h('dt', { class: 'mono' }, said(name)), h('dd', { dir: 'auto' }, long(text))))),
  found.unreadable ? h('p', { class: 'refusal' }, said(found.unreadable)) : null,
  found.stack ? h('details', { class: 'long' }, h('summary', {}, words.t('letters.stack')), h('pre', { tabindex: '0', 'aria-label': words.t('letters.stack') }, found.stack)) : null,
  commandLine(`./storycrew dead-letters show ${found.id}`)];
}
