// @ts-check
/**
 * The dialog of an operator's command: it says what the command would do and cost, who gives it and how it is written on the command line, and only then does it.
 * Ids are made once a dialog, so that a second press or a second sending is the same command.
 */

import { h, newId, replace, said } from './dom.js';
import { commandLine, sentence, sentenceOf } from './parts.js';
import { Refused, send } from './server.js';

/** @import {Child} from './dom-types.js' */
/** @import {Context} from './parts.js' */
/** @import {Command, CommandAnswer} from './api.js' */

/**
 * @typedef {object} ActionSpec
 * @property {Command['kind']} kind
 * @property {{target: string, label: string}[]} targets
 * @property {number[]} [scenes] scenes that may be chosen
 * @property {Record<string, string>} [text] the scenes' texts, for `revise`
 * @property {number[]} [attempts] attempts that may be chosen, for `accept`
 * @property {string | null} [body] a policy or a book
 * @property {number | null} [percent]
 * @property {(() => void) | undefined} [done]
 */

const PAUSE = 300;

/** No topic keeps a note of these. */
const WITHOUT_NOTE = ['publish', 'rollback', 'rollout', 'submit'];

/** Works on any address, also where `crypto.randomUUID` is not to be had. */
function commandId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {Context} context
 * @param {ActionSpec} spec
 */
export function openAction(context, spec) {
  const { words, session } = context;
  const ids = spec.targets.map(() => commandId());
  const many = spec.targets.length > 1;
  const heading = newId('dialog');
  const preview = h('div', { class: 'preview', 'aria-live': 'polite' });
  const note = h('textarea', { rows: '2', maxlength: '2000', dir: 'auto', 'data-key': 'note' });
  const confirm = h('button', { class: 'btn primary', type: 'submit', disabled: true }, words.t(`do.${spec.kind}`));
  const close = h('button', { class: 'btn quiet', type: 'button' }, words.t('cancel'));
  const fields = h('div', { class: 'fields' });
  const state = { level: spec.kind === 'retry' ? (session.levels[0]?.name ?? null) : null, scenes: /** @type {number[]} */ ([]),
    attempt: /** @type {number | null} */ (null), body: spec.body ?? null, text: /** @type {Record<string, string> | null} */ (null), percent: spec.percent ?? null };
  let busy = false;
  let sent = false;
  let finished = false;
  let changed = false;
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const title = many ? words.t('dialog.many', { what: words.t(`do.${spec.kind}`), count: spec.targets.length })
    : words.t(`dialog.${spec.kind}`, { target: spec.targets[0]?.label ?? '' });
  const form = h('form', {}, h('h2', { id: heading }, said(title)), words.has(`about.${spec.kind}`) ? h('p', { class: 'small soft' }, words.t(`about.${spec.kind}`)) : null,
    fields, WITHOUT_NOTE.includes(spec.kind) ? null : h('label', { class: 'small field' }, h('span', { class: 'soft' }, words.t('dialog.note')), note), preview,
    h('div', { class: 'foot' }, h('span', { class: 'soft' }, words.parts('dialog.you', { who: h('b', {}, said(session.name)) })), close, confirm));
  const dialog = h('dialog', { 'aria-labelledby': heading, class: spec.kind === 'submit' || spec.kind === 'revise' ? 'wide' : '' }, form);

  /** @param {number} index @param {boolean} really @returns {Command} */
  const command = (index, really) => ({
    id: ids[index] ?? '', kind: spec.kind, target: spec.targets[index]?.target ?? '', level: state.level, scenes: state.scenes, attempt: state.attempt, text: state.text,
    body: state.body, percent: state.percent, note: note.value.trim() === '' ? null : note.value.trim(), confirm: really,
  });

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void tell(), PAUSE);
  };

  /** What it would do. */
  const tell = async () => {
    if (finished || sent) {
      return;
    }
    asked += 1;
    const mine = asked;
    if ((spec.kind === 'submit' || spec.kind === 'publish') && !state.body?.trim()) {
      confirm.disabled = true;
      replace(preview);
      return;
    }
    if (spec.kind === 'revise' && !state.text) {
      confirm.disabled = true;
      replace(preview, h('p', { class: 'small soft' }, words.t('dialog.unchanged')));
      return;
    }
    try {
      const answers = await all(spec.targets.map((_, index) => () => send(command(index, false))));
      if (mine !== asked || sent || finished) {
        return;
      }
      const legal = answers.filter((answer) => answer.refused === null);
      confirm.disabled = legal.length === 0;
      replace(preview, many ? manyTold(context, spec, answers) : answerTold(context, /** @type {CommandAnswer} */ (answers[0])));
    } catch (failure) {
      if (mine === asked && !sent) {
        confirm.disabled = true;
        replace(preview, refusal(context, failure));
      }
    }
  };

  const act = async () => {
    if (busy || finished || confirm.disabled) {
      return;
    }
    busy = true;
    // From here on the id stands for exactly this command.
    sent = true;
    clearTimeout(timer);
    for (const field of form.querySelectorAll('input, textarea, select')) {
      field.setAttribute('disabled', '');
    }
    confirm.setAttribute('aria-disabled', 'true');
    const results = h('ul', { class: 'results' });
    if (many) {
      replace(preview, results);
    }
    try {
      const answers = [];
      for (let index = 0; index < spec.targets.length; index += 1) {
        const line = many ? h('li', {}, h('span', { class: 'mono' }, said(spec.targets[index]?.label)), h('span', { class: 'soft' }, words.t('dialog.sending'))) : null;
        if (line) {
          results.append(line);
        }
        const answer = await send(command(index, true)).catch((/** @type {unknown} */ failure) => {
          if (many && failure instanceof Refused && failure.status !== 0 && failure.status !== 401 && failure.status !== 503) {
            return refused(failure);
          }
          throw failure;
        });
        answers.push(answer);
        line?.lastElementChild?.replaceWith(resultOf(context, answer));
      }
      finished = true;
      changed = answers.some((answer) => answer.done);
      const only = answers[0];
      if (!many && only) {
        replace(preview, h('p', { class: 'result', role: 'status' }, resultOf(context, only)));
      }
      confirm.remove();
      close.textContent = words.t('close');
      close.className = 'btn primary';
      close.focus();
    } catch (failure) {
      // No answer: it may have been done or not, and the same id may be sent again.
      const unsure = failure instanceof Refused && (failure.status === 0 || failure.status === 503);
      replace(preview, many ? results : null, refusal(context, failure), unsure ? h('p', { class: 'small soft' }, words.t('dialog.safe')) : null);
      if (unsure) {
        confirm.textContent = words.t('dialog.resend');
      } else {
        sent = false;
        for (const field of form.querySelectorAll('input, textarea, select')) {
          field.removeAttribute('disabled');
        }
        ids.forEach((_, index) => { ids[index] = commandId(); });
      }
    } finally {
      busy = false;
      confirm.removeAttribute('aria-disabled');
    }
  };

  fields.append(...fieldsOf(context, spec, state, later).filter((one) => one !== null));
  note.addEventListener('input', later);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void act();
  });
  close.addEventListener('click', () => dialog.close());
  const opener = document.activeElement;
  dialog.addEventListener('close', () => {
    clearTimeout(timer);
    dialog.remove();
    if (changed) {
      (spec.done ?? context.again)();
    } else if (opener instanceof HTMLElement) {
      opener.focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  void tell();
}

/** @param {Refused} failure @returns {CommandAnswer} */
function refused(failure) {
  return { done: false, effect: failure.problem.error, cost_usd: null, seconds: null, keeps: [], redoes: [], command_line: '', refused: failure.problem };
}

const AT_ONCE = 4;

/**
 * A few at a time, so that a hundred previews do not make a hundred connections.
 * @template T
 * @param {(() => Promise<T>)[]} work
 * @returns {Promise<T[]>}
 */
async function all(work) {
  /** @type {T[]} */
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < work.length) {
      const mine = next;
      next += 1;
      const one = work[mine];
      if (one) {
        results[mine] = await one();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, work.length) }, lane));
  return results;
}

/** @param {Context} context @param {unknown} failure */
function refusal(context, failure) {
  const todo = failure instanceof Refused ? failure.problem.todo : null;
  return h('div', { class: 'refused', role: 'alert' }, h('p', {}, said(sentence(context.words, failure))), todo ? h('p', { class: 'soft' }, said(sentenceOf(todo))) : null);
}

/** @param {Context} context @param {CommandAnswer} answer */
function resultOf(context, answer) {
  const { words } = context;
  if (answer.refused) {
    return h('span', {}, h('span', { class: 'pill bad' }, words.t('result.REFUSED')), ' ', said(sentenceOf(answer.refused.error)), answer.refused.todo ? [' ', said(sentenceOf(answer.refused.todo))] : null);
  }
  return h('span', {}, h('span', { class: `pill ${answer.done ? 'good' : 'work'}` }, words.t(answer.done ? 'result.DONE' : 'result.OPEN')), ' ', said(sentenceOf(answer.effect)));
}

/** @param {Context} context @param {CommandAnswer} answer @returns {Child[]} */
function answerTold(context, answer) {
  const { words } = context;
  if (answer.refused) {
    return [h('div', { class: 'refused', role: 'alert' }, h('p', {}, said(sentenceOf(answer.refused.error))), answer.refused.todo ? h('p', { class: 'soft' }, said(sentenceOf(answer.refused.todo))) : null)];
  }
  const list = (/** @type {string} */ key, /** @type {string[]} */ items) => items.length === 0 ? null
    : h('div', {}, h('dt', {}, words.t(key)), h('dd', {}, items.length > 3 ? h('ul', {}, items.map((item) => h('li', {}, said(item)))) : items.map((item, at) => [at > 0 ? h('br') : null, said(item)])));
  return [h('p', {}, said(sentenceOf(answer.effect))), h('dl', { class: 'effect' },
    answer.cost_usd === null ? null : h('div', {}, h('dt', {}, words.t('dialog.cost')), h('dd', {}, h('b', {}, `≈ ${words.about(answer.cost_usd)}`),
      answer.seconds === null ? null : ` · ${words.duration(answer.seconds)}`, context.session.notional ? ` · ${words.t('notional.short')}` : null)),
    list('dialog.redoes', answer.redoes), list('dialog.keeps', answer.keeps)),
  h('p', { class: 'tiny soft' }, words.t('dialog.line')), commandLine(answer.command_line)];
}

/** @param {Context} context @param {ActionSpec} spec @param {CommandAnswer[]} answers @returns {Child[]} */
function manyTold(context, spec, answers) {
  const { words } = context;
  const known = answers.filter((answer) => answer.refused === null);
  const cost = known.reduce((sum, answer) => sum + (answer.cost_usd ?? 0), 0);
  return [h('p', {}, words.t('dialog.together', { count: known.length, all: answers.length, cost: words.about(cost) })),
    h('ul', { class: 'results' }, answers.map((answer, index) => h('li', {}, h('span', { class: 'mono' }, said(spec.targets[index]?.label)),
      answer.refused ? h('span', {}, h('span', { class: 'pill bad' }, words.t('result.REFUSED')), ' ', said(sentenceOf(answer.refused.error))) : h('span', { class: 'soft' }, said(sentenceOf(answer.effect)))))),
    known[0] ? [h('p', { class: 'tiny soft' }, words.t('dialog.line')), known.map((answer) => commandLine(answer.command_line))] : null];
}

/**
 * @param {Context} context
 * @param {ActionSpec} spec
 * @param {{level: string | null, scenes: number[], attempt: number | null, body: string | null, text: Record<string, string> | null, percent: number | null}} state
 * @param {() => void} later
 * @returns {(HTMLElement | null)[]}
 */
function fieldsOf(context, spec, state, later) {
  const { words, session } = context;
  if (spec.kind === 'retry') {
    const name = newId('level');
    const scenes = spec.scenes ?? [];
    const boxes = scenes.length < 2 ? null : h('fieldset', { class: 'scenes' }, h('legend', { class: 'small soft' }, words.t('dialog.scenes')), scenes.map((number) =>
      h('label', {}, h('input', { type: 'checkbox', onchange: (/** @type {Event} */ event) => {
        const on = event.target instanceof HTMLInputElement && event.target.checked;
        state.scenes = on ? [...state.scenes, number].sort((one, other) => one - other) : state.scenes.filter((one) => one !== number);
        later();
      } }), words.t('scene', { n: number }))));
    return [h('fieldset', { class: 'choice' }, h('legend', { class: 'sr' }, words.t('dialog.level')), session.levels.map((level, index) =>
      h('label', {}, h('input', { type: 'radio', name, checked: index === 0, value: level.name, autofocus: index === 0, onchange: () => {
        state.level = level.name;
        later();
      } }), h('b', {}, said(level.name)), h('span', { class: 'why' }, words.t('dialog.erases', { what: words.list(level.erases.map((one) => words.name('piece', one))) }))))), boxes];
  }
  if (spec.kind === 'accept' && (spec.attempts?.length ?? 0) > 1) {
    return [h('label', { class: 'small field' }, h('span', { class: 'soft' }, words.t('dialog.attempt')), h('select', { onchange: (/** @type {Event} */ event) => {
      const value = event.target instanceof HTMLSelectElement ? event.target.value : '';
      state.attempt = value === '' ? null : Number(value);
      later();
    } }, h('option', { value: '' }, words.t('dialog.best')), (spec.attempts ?? []).map((attempt) =>
      h('option', { value: String(attempt) }, attempt === 0 ? words.t('attempt.first') : words.t('attempt.retry', { n: attempt })))))];
  }
  if (spec.kind === 'revise') {
    const texts = spec.text ?? {};
    const numbers = Object.keys(texts);
    const area = h('textarea', { rows: '14', class: 'prosearea', dir: 'auto', 'aria-label': words.t('dialog.text') });
    let at = numbers[0] ?? '';
    /** @type {Record<string, string>} */
    const edited = { ...texts };
    area.value = texts[at] ?? '';
    area.addEventListener('input', () => {
      edited[at] = area.value;
      // A text is handed in whole.
      state.text = Object.entries(edited).every(([number, text]) => text === texts[number]) ? null : { ...edited };
      later();
    });
    const pick = h('select', { 'aria-label': words.t('dialog.which'), onchange: (/** @type {Event} */ event) => {
      at = event.target instanceof HTMLSelectElement ? event.target.value : at;
      area.value = edited[at] ?? '';
    } }, numbers.map((number) => h('option', { value: number }, words.t('scene', { n: Number(number) }))));
    return [h('label', { class: 'small field' }, h('span', { class: 'soft' }, words.t('dialog.which')), pick), area];
  }
  if (spec.kind === 'submit') {
    const area = h('textarea', { rows: '14', class: 'code', spellcheck: 'false', dir: 'auto', 'aria-label': words.t('dialog.book'), placeholder: 'id: the-lighthouse\ntitle: The Lighthouse\n…' });
    const file = h('input', { type: 'file', accept: '.yaml,.yml', 'aria-label': words.t('dialog.file') });
    const take = () => {
      state.body = area.value;
      later();
    };
    area.addEventListener('input', take);
    file.addEventListener('change', async () => {
      const chosen = file.files?.[0];
      if (chosen) {
        area.value = await chosen.text();
        take();
      }
    });
    return [h('label', { class: 'small field' }, h('span', { class: 'soft' }, words.t('dialog.file')), file), area];
  }
  return [];
}
