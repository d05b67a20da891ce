// @ts-check
/** Retry policies: the one that is active, an editor that says at which line what is wrong, what a policy decides, and the rollout with both arms. */

import { h, newId, replace, said, straight } from '../dom.js';
import { commandLine, empty, problem, sentence, sentenceOf } from '../parts.js';
import { get, post } from '../server.js';

/** @import {Context} from '../parts.js' */
/** @import {Policies, PolicyCheck, WhatIf} from '../api.js' */

const PAUSE = 500;
const FULL = 100;

/** @param {Context} context */
export async function show(context) {
  const { words, signal } = context;
  const found = /** @type {Policies} */ (await get('/api/policies', {}, signal));
  context.title(words.t('nav.policies'));
  const { active } = found;
  return h('div', {}, h('div', { class: 'tools first' }, h('h1', {}, words.t('nav.policies')), h('span', { class: 'end' }, words.parts('policies.active', { reference: h('b', { class: 'mono' }, said(active.reference)), share: words.share(active.rollout_percent / FULL) }))),
    h('p', { class: 'lead' }, words.t('policies.about')), editor(context, found), h('div', { class: 'two' }, rollout(context, found), versions(context, found)));
}

/** @param {Context} context @param {Policies} found */
function editor(context, found) {
  const { words } = context;
  const operator = context.session.role === 'operator';
  const start = found.versions.find((one) => one.active)?.body ?? found.versions[0]?.body ?? '';
  const heading = newId('editor');
  const gutter = h('div', { class: 'gutter', 'aria-hidden': 'true' });
  const hint = newId('hint');
  const area = h('textarea', { class: 'code', spellcheck: 'false', autocapitalize: 'off', wrap: 'off', rows: 24, value: start, 'aria-label': words.t('policies.text'), 'aria-describedby': hint, 'data-key': 'policy-text' });
  const errors = h('div', { 'aria-live': 'polite' });
  const table = h('div', { class: 'decisions' });
  const publish = h('button', { class: 'btn primary', type: 'button', disabled: true, 'data-key': 'publish' }, words.t('act.publish'));
  const whatIf = h('button', { class: 'btn', type: 'button', disabled: true }, words.t('policies.whatif'));
  const outcome = h('div', { class: 'whatif', 'aria-live': 'polite' });
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const lines = (/** @type {Set<number>} */ wrong) => {
    const count = area.value.split('\n').length;
    replace(gutter, Array.from({ length: count }, (_, index) => h('span', { class: wrong.has(index + 1) ? 'wrong' : '' }, index + 1)));
    gutter.scrollTop = area.scrollTop;
  };
  const jump = (/** @type {number} */ line) => {
    const before = area.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    const end = area.value.indexOf('\n', before);
    area.focus();
    area.setSelectionRange(before, end === -1 ? area.value.length : end);
    area.scrollTop = Math.max(0, (line - 4) * (area.scrollHeight / Math.max(1, area.value.split('\n').length)));
  };
  const check = async () => {
    asked += 1;
    const mine = asked;
    try {
      const told = /** @type {PolicyCheck} */ (await post('/api/policies/check', { body: area.value }));
      if (mine !== asked || context.signal.aborted) {
        return;
      }
      const right = told.errors.length === 0;
      lines(new Set(told.errors.map((one) => one.line ?? 0)));
      publish.disabled = !right || !operator;
      whatIf.disabled = !right;
      area.setAttribute('aria-invalid', String(!right));
      replace(errors, right ? h('p', { class: 'fits' }, h('span', { class: 'sign good', 'aria-hidden': 'true' }, '✓'), words.t('policies.right'))
        : h('ul', { class: 'errors' }, told.errors.map((one) => h('li', {}, one.line === null ? null : h('button', { class: 'btn quiet', type: 'button', onclick: () => jump(one.line ?? 1) }, words.t('policies.line', { line: one.line })), h('span', { dir: 'auto' },
          one.field ? [h('code', {}, said(one.field)), ' '] : null, said(sentenceOf(one.error)), one.todo ? [' ', said(sentenceOf(one.todo))] : null)))));
      if (right) {
        replace(table, decisions(context, told));
      }
    } catch (failure) {
      if (mine === asked && !context.signal.aborted) {
        publish.disabled = true;
        whatIf.disabled = true;
        replace(errors, problem(words, failure, () => void check()));
      }
    }
  };
  area.addEventListener('input', () => {
    lines(new Set());
    publish.disabled = true;
    whatIf.disabled = true;
    clearTimeout(timer);
    timer = setTimeout(() => void check(), PAUSE);
  });
  area.addEventListener('scroll', () => { gutter.scrollTop = area.scrollTop; });
  publish.addEventListener('click', () => context.act({ kind: 'publish', targets: [{ target: name(area.value), label: name(area.value) }], body: area.value }));
  whatIf.addEventListener('click', async () => {
    whatIf.disabled = true;
    replace(outcome, h('p', { class: 'soft', role: 'status' }, words.t('policies.whatif.runs')));
    try {
      replace(outcome, differences(context, await post('/api/policies/what-if', { body: area.value })));
    } catch (failure) {
      replace(outcome, h('p', { class: 'refusal' }, said(sentence(words, failure))), commandLine('./storycrew policy what-if FILE.yaml'));
    } finally {
      whatIf.disabled = false;
    }
  });
  const load = h('select', { 'aria-label': words.t('policies.load'), onchange: () => {
    const chosen = found.versions.find((one) => one.reference === load.value);
    if (chosen) {
      area.value = chosen.body;
      lines(new Set());
      void check();
    }
  } }, found.versions.map((one) => h('option', { value: one.reference, selected: one.active }, straight(one.reference))));
  lines(new Set());
  void check();
  return h('section', { class: 'card', 'aria-labelledby': heading }, h('header', {}, h('h2', { id: heading }, words.t('policies.editor')), h('label', { class: 'aside' }, words.t('policies.load'), ' ', load)),
    h('div', { class: 'editor' }, h('div', {}, h('div', { class: 'codebox' }, gutter, area), h('p', { class: 'tiny soft', id: hint }, words.t('policies.tab')), errors,
      h('div', { class: 'acts' }, operator ? publish : h('span', { class: 'small soft' }, words.t('viewer')), whatIf), outcome), table));
}

/** The name in a policy's text, for the title of the dialog; the server reads it properly. @param {string} body */
function name(body) {
  return /^name:\s*["']?([\w.-]+)/m.exec(body)?.[1] ?? 'policy';
}

/** @param {Context} context @param {PolicyCheck} told */
function decisions(context, told) {
  const { words } = context;
  const title = words.t('policies.table');
  const attempts = Math.max(0, ...told.table.map((row) => row.retries.length));
  return h('div', {}, h('h3', {}, title), told.explanation.length > 0 ? h('ul', { class: 'explained' }, told.explanation.map((one) => h('li', { dir: 'auto' }, said(sentenceOf(one))))) : null,
    h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words.t('scrollable', { what: title }) }, h('table', {}, h('thead', {}, h('tr', {}, ['issue', 'severity'].map((key) => h('th', { scope: 'col' }, words.t(`col.${key}`))),
      Array.from({ length: attempts }, (_, attempt) => h('th', { scope: 'col' }, attempt === 0 ? words.t('attempt.first') : words.t('attempt.retry', { n: attempt }))))),
    h('tbody', {}, told.table.map((row) => h('tr', {}, h('th', { scope: 'row' }, words.name('issue', row.issue)), h('td', {}, row.severity === '' ? '' : words.list(row.severity.split(', ').map((one) => words.name('severity', one)))),
      row.retries.map((one) => h('td', { class: 'mono' }, said(one.level), one.escalated ? ' *' : null))))))));
}

/** @param {Context} context @param {WhatIf} found */
function differences(context, found) {
  const { words } = context;
  return h('div', {}, h('p', {}, words.t('policies.differ', { count: found.decisions, differing: found.differing, chapters: found.chapters })),
    found.cost_usd !== null && found.would_cost_usd !== null ? h('p', {}, words.t('policies.cost', { was: words.money(found.cost_usd), would: words.money(found.would_cost_usd) })) : null,
    found.lines.length === 0 ? null : h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.t('col.from')), h('th', { scope: 'col' }, words.t('col.to')), h('th', { class: 'n', scope: 'col' }, words.t('col.count')), h('th', { class: 'n', scope: 'col' }, words.t('cost')))),
      h('tbody', {}, found.lines.map((line) => h('tr', {}, h('td', { class: 'mono' }, said(line.from)), h('td', { class: 'mono' }, said(line.to)), h('td', { class: 'n' }, words.number(line.count)), h('td', { class: 'n' }, words.money(line.usd)))))));
}

/** @param {Context} context @param {Policies} found */
function rollout(context, found) {
  const { words } = context;
  const { active } = found;
  const heading = newId('rollout');
  const operator = context.session.role === 'operator';
  const value = h('output', { class: 'figure' }, words.share(active.rollout_percent / FULL));
  const apply = h('button', { class: 'btn primary', type: 'button', disabled: true, 'data-key': 'rollout' }, words.t('act.rollout'));
  const slider = h('input', { type: 'range', min: 0, max: FULL, step: 1, value: String(active.rollout_percent), 'aria-label': words.t('rollout.slider'), disabled: !operator, 'data-key': 'slider', oninput: () => {
    value.textContent = words.share(Number(slider.value) / FULL);
    slider.setAttribute('aria-valuetext', value.textContent);
    apply.disabled = Number(slider.value) === active.rollout_percent;
  } });
  apply.addEventListener('click', () => context.act({ kind: 'rollout', targets: [{ target: active.reference, label: `${active.reference} ${words.share(Number(slider.value) / FULL)}` }], percent: Number(slider.value) }));
  const total = found.arms.reduce((sum, one) => sum + one.chapters, 0);
  return h('section', { class: 'card', 'aria-labelledby': heading }, h('header', {}, h('h2', { id: heading }, words.t('rollout')), h('span', { class: 'aside mono' }, said(active.reference))), h('div', { class: 'in' }, h('div', { class: 'slider' }, slider, value),
    h('p', { class: 'small soft' }, words.t('rollout.about')), operator ? h('p', {}, apply) : h('p', { class: 'small soft' }, words.t('viewer')),
    h('h3', {}, words.t('rollout.arms')), total === 0 ? empty(words.t('rollout.none'), words.t('rollout.none.text'), './storycrew rollout 50') : h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words.t('rollout.arms') }, h('table', {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.t('col.arm')), ['chapters', 'success', 'accepted', 'score', 'retries'].map((key) => h('th', { class: 'n', scope: 'col' }, words.t(`col.${key}`))))),
      h('tbody', {}, found.arms.map((arm) => h('tr', {}, h('th', { scope: 'row' }, words.name('arm', arm.arm)), h('td', { class: 'n' }, words.number(arm.chapters)), h('td', { class: 'n' }, arm.chapters === 0 ? '–' : words.share(arm.accepted / arm.chapters)),
        h('td', { class: 'n' }, words.money(arm.usd_per_accepted)), h('td', { class: 'n' }, words.score(arm.mean_score)), h('td', { class: 'n' }, arm.chapters === 0 ? '–' : words.number(arm.retries / arm.chapters, 2)))))))));
}

/** @param {Context} context @param {Policies} found */
function versions(context, found) {
  const { words } = context;
  const heading = newId('versions');
  const operator = context.session.role === 'operator';
  return h('section', { class: 'card', 'aria-labelledby': heading }, h('header', {}, h('h2', { id: heading }, words.t('policies.versions'))), h('ul', { class: 'versions' }, found.versions.map((one) => h('li', { 'data-item': '', tabindex: '-1' }, h('b', { class: 'mono' }, said(one.reference)),
    one.active ? h('span', { class: 'pill good' }, words.t('policies.isactive')) : operator ? h('button', { class: 'btn', type: 'button', 'data-key': `back-${one.reference}`, 'aria-label': `${words.t('act.rollback')} ${one.reference}`,
      onclick: () => context.act({ kind: 'rollback', targets: [{ target: one.reference, label: one.reference }] }) }, words.t('act.rollback')) : null))),
  h('div', { class: 'in' }, h('h3', {}, words.t('policies.changes')), found.changes.length === 0 ? h('p', { class: 'small soft' }, words.t('policies.nochanges')) : h('ol', { class: 'history' }, found.changes.map((one) => h('li', {}, h('b', { class: 'mono' }, said(one.reference)),
    one.rollout_percent !== null ? ` ${words.share(one.rollout_percent / FULL)}` : null, h('p', { class: 'small soft' }, one.at !== null ? words.instant(one.at) : words.t('unknown'), one.who ? [' · ', said(one.who)] : null))))));
}
