// @ts-check
/** What several pages show: states, needs, a chapter's way, a book's strip, times, empty states, problems. */

import { h, said, svg } from './dom.js';
import { Refused } from './server.js';

/** @import {Child} from './dom-types.js' */
/** @import {Words} from './i18n.js' */
/** @import {Live, LiveEvent} from './live.js' */
/** @import {ActionSpec} from './actions.js' */
/** @import {BookRow, ChapterRow, ChapterState, LegalCommand, Need, Now, Session, StageName} from './api.js' */

/**
 * What a page is given.
 * @typedef {object} Context
 * @property {Words} words
 * @property {Session} session
 * @property {Live} live
 * @property {AbortSignal} signal ends when the page is left
 * @property {(path: string) => void} go
 * @property {() => void} again reads the page again
 * @property {() => void} news there is news of what the page shows: reads it again, or offers to if somebody has it in hand
 * @property {() => void} offer offers to read the page again
 * @property {(spec: ActionSpec) => void} act opens the dialog of a command
 * @property {(title: string) => void} title
 * @property {Map<string, () => void>} keys this page's own keys
 */

/** What is enough to draw: a page in the console has it, and so has a file that was exported. @typedef {{words: Words, operator: boolean, notional: boolean}} Face */

/** @type {Record<ChapterState, {sign: string, tone: string, cell: string}>} */
export const STATES = {
  WAITING: { sign: '·', tone: 'wait', cell: 'wait' },
  UNDER_WAY: { sign: '▸', tone: 'work', cell: 'go' },
  HELD: { sign: '‖', tone: 'held', cell: 'held' },
  DEAD_LETTERED: { sign: '!', tone: 'bad', cell: 'dead' },
  ACCEPTED: { sign: '✓', tone: 'good', cell: 'ok' },
  EXHAUSTED: { sign: '✕', tone: 'warn', cell: 'out' },
  CANCELLED: { sign: '–', tone: 'wait', cell: 'gone' },
  REJECTED: { sign: '⊘', tone: 'bad', cell: 'dead' },
};

/** @param {string} book @param {number} [number] */
export function pathOf(book, number) {
  return `/books/${encodeURIComponent(book)}${number === undefined ? '' : `/${number}`}`;
}

/** @param {string} book @param {number} [number] */
export function readingOf(book, number) {
  return `/read/${encodeURIComponent(book)}${number === undefined ? '' : `/${number}`}`;
}

/** A title, or what stands for one. @param {Words} words @param {string} title @param {string} other */
export function titled(words, title, other) {
  return said(title.trim() === '' ? other : title);
}

/** A stage's letter, the same in each language, since commands and topics have it too. @param {StageName} stage */
export function letter(stage) {
  return stage.charAt(0).toUpperCase();
}

/** @param {Words} words @param {ChapterState} state @param {StageName | null} stage @param {number | null} [since] */
export function pill(words, state, stage, since) {
  const look = STATES[state] ?? STATES.WAITING;
  const word = state === 'UNDER_WAY' && stage ? words.name('stage', stage) : words.name('state', state);
  return h('span', { class: `pill ${look.tone}` }, h('span', { 'aria-hidden': 'true' }, look.sign), word,
    since ? [' ', counting(words, since)] : null);
}

/** Seconds that go on while one looks. @param {Words} words @param {number} since */
export function counting(words, since) {
  return h('span', { class: 'num', 'data-since': since }, words.duration((Date.now() - since) / 1000));
}

/** @param {Words} words @param {number} at */
export function ago(words, at) {
  return h('time', { datetime: new Date(at).toISOString(), title: words.instant(at), 'data-ago': at }, words.ago(at, Date.now()));
}

/** @param {Words} words @param {number} at */
export function clock(words, at) {
  return h('time', { datetime: new Date(at).toISOString(), title: words.instant(at) }, words.clock(at, Date.now()));
}

/** Keeps running times right. @param {Words} words @param {ParentNode} root */
export function tick(words, root) {
  const now = Date.now();
  for (const one of root.querySelectorAll('[data-since]')) {
    const text = words.duration((now - Number(one.getAttribute('data-since'))) / 1000);
    if (one.textContent !== text) {
      one.textContent = text;
    }
  }
  for (const one of root.querySelectorAll('[data-ago]')) {
    const text = words.ago(Number(one.getAttribute('data-ago')), now);
    if (one.textContent !== text) {
      one.textContent = text;
    }
  }
}

/** What a cell of the strip says. @param {Words} words @param {BookRow['strip'][number]} cell */
function cellWords(words, cell) {
  if (cell.state === 'ACCEPTED') {
    return cell.retries === 0 ? words.t('strip.first') : words.t('strip.retries', { count: cell.retries });
  }
  if (cell.state === 'UNDER_WAY' && cell.stage) {
    return words.t('strip.at', { stage: words.name('stage', cell.stage) });
  }
  return words.name('strip', cell.state);
}

/** @param {BookRow['strip'][number]} cell */
function cellSign(cell) {
  if (cell.state === 'ACCEPTED') {
    return cell.retries === 0 ? '✓' : String(cell.retries);
  }
  return cell.state === 'UNDER_WAY' && cell.stage ? letter(cell.stage) : (STATES[cell.state] ?? STATES.WAITING).sign;
}

const STRIP_SHOWN = 120;

/** One sign for each chapter. @param {Words} words @param {BookRow} row */
export function strip(words, row) {
  const title = row.title || row.book;
  // Where there are too many, those around the one that is at work or in need.
  const here = row.now ? row.strip.findIndex((cell) => cell.number === row.now?.number) : 0;
  const from = row.strip.length <= STRIP_SHOWN ? 0 : Math.max(0, Math.min(here - STRIP_SHOWN / 2, row.strip.length - STRIP_SHOWN));
  const shown = row.strip.slice(from, from + STRIP_SHOWN);
  const more = (/** @type {number} */ count) => count > 0
    ? h('li', {}, h('a', { class: 'more', href: pathOf(row.book), 'aria-label': words.t('strip.more', { count }) }, `+${words.number(count)}`)) : null;
  return h('ol', { class: 'strip', 'aria-label': words.t('strip.label', { title }) },
    more(from),
    shown.map((cell) => h('li', {}, h('a', {
      class: (STATES[cell.state] ?? STATES.WAITING).cell, href: pathOf(row.book, cell.number), 'data-key': `cell-${row.book}-${cell.number}`,
      title: words.t('strip.title', { number: cell.number, what: cellWords(words, cell) }),
      'aria-label': words.t('strip.cell', { number: cell.number, what: cellWords(words, cell) }),
    }, cellSign(cell)))),
    more(row.strip.length - from - shown.length));
}

/** What the signs of a strip mean. @param {Words} words */
export function legend(words) {
  const one = (/** @type {string} */ cell, /** @type {string} */ sign, /** @type {string} */ key, /** @type {number} */ count = 2) =>
    h('span', {}, h('i', { class: 'strip', 'aria-hidden': 'true' }, h('b', { class: cell }, sign)), words.t(key, { count, stage: words.name('stage', 'edit') }));
  return h('p', { class: 'legend' },
    one('ok', '✓', 'strip.first'), one('ok', '2', 'strip.retries'), one('go', 'E', 'strip.at'), one('wait', '·', 'strip.WAITING'), one('held', '‖', 'strip.HELD'),
    one('out', '✕', 'strip.EXHAUSTED'), one('dead', '!', 'strip.DEAD_LETTERED'));
}

/** The way through the stages, with the orders that led back. @param {Words} words @param {ChapterRow} row */
export function way(words, row) {
  const running = row.state === 'UNDER_WAY' ? row.stage : null;
  /** @type {Child[]} */
  const shown = [];
  /** @type {string[]} */
  const told = [];
  row.path.forEach((attempt, index) => {
    attempt.stages.forEach((stage, at) => {
      const lastOne = index === row.path.length - 1 && at === attempt.stages.length - 1;
      const judged = stage === 'judge' && attempt.passed !== null;
      const mark = lastOne && running === stage ? 'run' : judged ? (attempt.passed ? 'pass' : 'fail') : '';
      const result = mark === 'run' ? 'way.running' : mark === 'pass' ? 'way.passed' : mark === 'fail' ? 'way.failed' : null;
      told.push(words.name('stage', stage) + (result ? ` (${words.t(result)})` : ''));
      shown.push(h('i', { class: mark, title: told[told.length - 1] }, letter(stage)));
    });
    if (attempt.retry) {
      const back = backTo(words, attempt.retry);
      told.push(words.t('way.back', { level: back }));
      shown.push(h('em', { title: words.t(attempt.retry.escalated ? 'way.escalated' : 'way.order', { level: attempt.retry.level }) }, back));
    }
  });
  if (shown.length === 0) {
    return h('span', { class: 'faint' }, '–');
  }
  return h('span', { class: 'way', role: 'img', 'aria-label': told.join(', ') }, h('span', { 'aria-hidden': 'true', class: 'way' }, shown));
}

/** @param {Words} words @param {{level: string}} retry */
function backTo(words, retry) {
  return words.has(`level.${retry.level}`) ? words.t(`level.${retry.level}`) : retry.level;
}

/** Where a book is. @param {Words} words @param {BookRow} row @returns {Child[]} */
export function nowSentence(words, row) {
  const now = row.now;
  if (!now) {
    const accepted = row.states.ACCEPTED ?? 0;
    if (row.chapters > 0 && accepted === row.strip.length && accepted > 0) {
      return [words.t('now.all')];
    }
    return [row.strip.length === 0 ? words.t('now.none') : words.t('now.ended', { count: accepted, all: row.strip.length })];
  }
  const bold = (/** @type {string} */ text) => h('b', {}, text);
  /** @type {Child[]} */
  const waiting = now.waiting > 0 ? [' ', bold(words.t('now.wait', { count: now.waiting }))] : [];
  if (now.state === 'UNDER_WAY' && now.stage) {
    const who = bold(words.name('role', now.stage));
    if (now.attempt === 0 || !now.level) {
      return words.parts('now.first', { number: now.number, who });
    }
    return words.parts('now.retry', { number: now.number, who, attempt: now.attempt });
  }
  const key = `now.${now.state}`;
  return [...(words.has(key) ? [words.t(key, { number: now.number })] : [words.t('now.WAITING', { number: now.number })]), ...waiting];
}

/** @type {Record<Need['kind'], {sign: string, tone: string}>} */
const NEEDS = {
  EXHAUSTED: { sign: '✕', tone: 'warn' }, CANCELLED: { sign: '✕', tone: 'warn' }, DEAD_LETTER: { sign: '!', tone: 'bad' }, HELD: { sign: '‖', tone: 'held' }, STUCK: { sign: '◷', tone: 'warn' },
  REJECTED: { sign: '⊘', tone: 'bad' },
};

/** @param {Need} need */
export function needSign(need) {
  const look = NEEDS[need.kind] ?? NEEDS.STUCK;
  return h('span', { class: `sign ${look.tone}`, 'aria-hidden': 'true' }, look.sign);
}

/** True if the chapter has ended and its book waits. @param {Need} need */
export function isOfAnEnd(need) {
  return need.kind === 'EXHAUSTED' || need.kind === 'CANCELLED';
}

/** What happened. @param {Words} words @param {Need} need @param {string} book @param {number} number */
export function needHead(words, need, book, number) {
  const where = said(book);
  const stage = need.stage ? words.name('stage', need.stage) : words.t('need.somewhere');
  return words.parts(`need.${NEEDS[need.kind] ? need.kind : 'STUCK'}`, { book: where, number, stage });
}

/** What is known of it, and what helps. @param {Words} words @param {Need} need */
export function needText(words, need) {
  /** @type {Child[]} */
  const parts = [];
  if (isOfAnEnd(need) && need.best_score !== null && need.best_attempt !== null) {
    parts.push(words.t('need.best', { attempt: attemptName(words, need.best_attempt), score: words.score(need.best_score) }), ' ');
  }
  if (need.reason) {
    const key = `reason.${need.reason}`;
    if (words.has(key)) {
      parts.push(words.t(key), ' ');
    } else {
      parts.push(h('span', { class: 'mono' }, need.reason), ' ');
    }
  }
  if (need.message) {
    parts.push(said(sentenceOf(need.message)), ' ');
  }
  if (need.advice) {
    parts.push(said(sentenceOf(need.advice)));
  }
  return parts;
}

/** @param {Words} words @param {number} attempt */
export function attemptName(words, attempt) {
  return attempt === 0 ? words.t('attempt.first') : words.t('attempt.retry', { n: attempt });
}

/** A text's language as an attribute, or none if it is no language. @param {string} language */
export function lang(language) {
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language) ? language : null;
}

/** Nothing there, and the command that makes something. @param {string} title @param {string} text @param {string | null} command */
export function empty(title, text, command) {
  return h('div', { class: 'empty' }, h('p', { class: 'emptytitle' }, title), h('p', {}, text), command ? commandLine(command) : null);
}

/** @param {string} command */
export function commandLine(command) {
  return h('div', { class: 'copy', tabindex: '0', role: 'group', 'aria-label': command }, h('span', {}, said(command)));
}

/**
 * A server's words as a sentence; a name at its beginning and a command at its end stay as they are.
 * @param {string | null | undefined} text
 */
export function sentenceOf(text) {
  const told = (text ?? '').trim();
  const begun = /^[a-z]+(?=[\s,;:.]|$)/.test(told) ? told.charAt(0).toUpperCase() + told.slice(1) : told;
  return told === '' || /[.!?…。！？”"]$|\.\/storycrew\b[^.;]*$/.test(told) ? begun : `${begun}.`;
}

/** The sentence for what did not work. @param {Words} words @param {unknown} failure */
export function sentence(words, failure) {
  if (failure instanceof Refused) {
    return failure.problem.error ? sentenceOf(failure.problem.error) : words.name('status', String(failure.status));
  }
  return words.t('status.broken', { what: failure instanceof Error ? failure.message : String(failure) });
}

/** @param {Words} words @param {unknown} failure @param {(() => void) | null} again */
export function problem(words, failure, again) {
  const todo = failure instanceof Refused ? failure.problem.todo : null;
  return h('div', { class: 'problem', role: 'alert' },
    h('p', {}, h('span', { class: 'sign bad', 'aria-hidden': 'true' }, '!'), h('b', {}, said(sentence(words, failure)))),
    todo ? h('p', { class: 'soft' }, said(sentenceOf(todo))) : null,
    again ? h('p', {}, h('button', { class: 'btn', type: 'button', onclick: again }, words.t('again'))) : null);
}

/** Where a page is. @param {Words} words @param {{href: string, text: string}[]} steps @param {string} here */
export function crumbs(words, steps, here) {
  return h('nav', { class: 'crumbs', 'aria-label': words.t('crumbs') },
    steps.map((step) => [h('a', { href: step.href }, said(step.text)), h('span', { 'aria-hidden': 'true' }, '/')]), h('span', { 'aria-current': 'page' }, said(here)));
}

/** @param {string} label @param {{value: string, text: string}[]} choices @param {string} chosen @param {(value: string) => void} take @param {string} [look] */
export function chips(label, choices, chosen, take, look = 'chips') {
  const inner = look === 'chips' ? 'chip' : '';
  return h('div', { class: look, role: 'group', 'aria-label': label }, choices.map((choice) => h('button', {
    class: inner, type: 'button', 'aria-pressed': String(choice.value === chosen), 'data-key': `${label}-${choice.value}`, onclick: () => take(choice.value),
  }, said(choice.text))));
}

/** Puts one element in another's place, and the focus where it was. @param {Element} old @param {Element} fresh */
export function swap(old, fresh) {
  const active = document.activeElement;
  const key = active && old.contains(active) ? active.getAttribute('data-key') : null;
  old.replaceWith(fresh);
  if (key) {
    const again = [...fresh.querySelectorAll('[data-key]')].find((one) => one.getAttribute('data-key') === key);
    if (again instanceof HTMLElement) {
      again.focus({ preventScroll: true });
    }
  }
}

/** Can this be done, and by this person? @param {Context} context @param {LegalCommand[]} commands @param {LegalCommand['kind']} kind */
export function legal(context, commands, kind) {
  const found = commands.find((one) => one.kind === kind);
  return context.session.role === 'operator' && found !== undefined ? found : null;
}

/**
 * The buttons of a chapter's commands: those that are not legal now say why.
 * @param {Context} context
 * @param {{book: string, bookTitle: string, number: number, title: string, commands: LegalCommand[], deadLetter?: string | null, scenes?: number[], text?: Record<string, string>, attempts?: number[]}} chapter
 * @param {LegalCommand['kind'][]} kinds
 * @param {LegalCommand['kind'] | null} first
 * @param {boolean} [all] also those that are not legal now, with the reason
 */
export function commandButtons(context, chapter, kinds, first, all = false) {
  return kinds.map((kind) => {
    const found = legal(context, chapter.commands, kind);
    if (!found || (!found.legal && !all)) {
      return null;
    }
    const target = kind === 'redrive' && chapter.deadLetter ? chapter.deadLetter : kind === 'hold' || kind === 'release' ? chapter.book : `${chapter.book}/${chapter.number}`;
    const label = context.words.t(`act.${kind}`);
    return h('button', {
      class: `btn ${kind === first ? 'primary' : ''}`, type: 'button', 'data-key': `act-${kind}-${target}`, title: found.legal ? null : found.why_not,
      'aria-disabled': found.legal ? null : 'true', 'aria-label': `${label} ${chapter.book}/${chapter.number}${found.legal ? '' : `. ${found.why_not ?? ''}`}`,
      onclick: () => {
        if (found.legal) {
          context.act({
            kind, targets: [{ target, label: kind === 'redrive' ? target : kind === 'hold' || kind === 'release' ? chapter.bookTitle : context.words.t('act.chapter', { book: chapter.bookTitle, number: chapter.number }) }],
            scenes: chapter.scenes ?? [], text: chapter.text ?? {}, attempts: chapter.attempts ?? [],
          });
        }
      },
    }, label);
  });
}

/** A line of small values, without axes. @param {(number | null)[]} values */
export function spark(values) {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  if (known.length < 2) {
    return svg('svg', { class: 'spark', viewBox: '0 0 100 26', 'aria-hidden': 'true' });
  }
  const spread = high - low || 1;
  /** @type {string[]} */
  const points = [];
  values.forEach((value, index) => {
    if (value !== null) {
      points.push(`${((index * 100) / (values.length - 1)).toFixed(1)} ${(22 - ((value - low) * 18) / spread).toFixed(1)}`);
    }
  });
  const line = `M${points.join(' L')}`;
  const end = points[points.length - 1]?.split(' ')[0];
  const start = points[0]?.split(' ')[0];
  return svg('svg', { class: 'spark', viewBox: '0 0 100 26', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { class: 'area', d: `${line} L${end} 26 L${start} 26 Z` }), svg('path', { d: line }));
}

/**
 * Reads more of a list at the press of a button.
 * @param {Context} context
 * @param {string | null} next
 * @param {(cursor: string) => Promise<string | null>} read adds what it reads, and returns the cursor after it
 */
export function more(context, next, read) {
  const { words } = context;
  const place = h('div', { class: 'morebox' });
  let cursor = next;
  const draw = () => {
    if (cursor === null) {
      place.replaceChildren();
      return;
    }
    const button = h('button', { class: 'btn', type: 'button' }, words.t('more'));
    button.addEventListener('click', async () => {
      button.disabled = true;
      try {
        cursor = await read(cursor ?? '');
        draw();
      } catch (failure) {
        place.replaceChildren(problem(words, failure, () => draw()));
      }
    });
    place.replaceChildren(button);
  };
  draw();
  return place;
}
