// @ts-check
/**
 * A chapter: what was made and kept, why, what changed in the text, what it cost, how it was judged, where the time went, and how to prove it. A pure function of the
 * chapter's JSON, since `audit export` writes the same page as a file: nothing here asks a server.
 */

import { compare, countWords, fold, paragraphs, tally } from '../diff.js';
import { h, newId, replace, said, svg } from '../dom.js';
import { ago, attemptName, commandLine, empty, lang as langOf, pathOf, pill, titled } from '../parts.js';

/** @import {Child} from '../dom-types.js' */
/** @import {Block, Folded, Part} from '../diff.js' */
/** @import {Words} from '../i18n.js' */
/** @import {Face} from '../parts.js' */
/** @import {AttemptTexts, Chapter, Piece, TimelineAttempt, TimelineEntry} from '../api.js' */

const TEXT_SHOWN = 60;
const BLOCKS_SHOWN = 60;
const ENTRIES_SHOWN = 12;
const DID = /** @type {const} */ (['wrote', 'withdrew', 'resolved', 'relied_on']);

/**
 * @param {Chapter} chapter
 * @param {Face & {acts?: Child[], toggled?: (turn: () => void) => void, proof?: Child, former?: AttemptTexts | null}} face `acts` are the buttons of a page that can do something; `toggled` is
 * given what turns changes to text; `proof` is the card of a page that has one; `former` is the attempt that the run before ended with, on a page that shows each run
 * @returns {HTMLElement}
 */
export function chapterView(chapter, face) {
  const { words } = face;
  const run = chapter.timeline.runs[chapter.timeline.runs.length - 1] ?? null;
  const past = run?.attempts ?? [];
  return h('article', { class: 'chapterpage' }, headline(chapter, face), facts(chapter, face, past),
    chapter.attempts.length === 0 && past.length === 0
      ? h('section', { class: 'card' }, empty(words.t('chapter.nothing'), words.t(chapter.card.state === 'WAITING' ? 'chapter.waiting' : 'chapter.nothing.text'), `./storycrew chapter ${chapter.book.book}/${chapter.card.number}`))
      : h('div', { class: 'cols' },
        h('div', {}, eraser(chapter, face, past), decisions(chapter, face, past), changes(chapter, face), canon(chapter, face), truth(chapter, face)),
        h('div', {}, money(chapter, face), scores(chapter, face), times(face, past), face.proof ?? proof(chapter, face), history(chapter, face))));
}

/** @param {string} title @param {Child} aside @param {Child} content @param {string} [look] */
export function card(title, aside, content, look = '') {
  const id = newId('card');
  return h('section', { class: `card ${look}`, 'aria-labelledby': id }, h('header', {}, h('h2', { id }, title), aside ? h('span', { class: 'aside' }, aside) : null), content);
}

/** @param {Chapter} chapter @param {Face & {acts?: Child[]}} face */
function headline(chapter, face) {
  const { words } = face;
  const { card: row } = chapter;
  const retries = chapter.attempts.length - 1;
  const text = row.state === 'ACCEPTED' ? h('span', { class: 'pill good' }, h('span', { 'aria-hidden': 'true' }, '✓'), retries > 0 ? words.t('strip.retries', { count: retries }) : words.t('strip.first'))
    : pill(words, row.state, row.stage, row.state === 'UNDER_WAY' ? row.changed_at : null);
  return h('div', { class: 'headline' }, h('h1', { dir: 'auto' }, h('span', {}, words.number(row.number)), ' ', titled(words, row.title, words.t('untitled', { n: row.number }))), text,
    h('div', { class: 'acts' }, face.acts ?? null));
}

/** @param {Chapter} chapter @param {Face} face @param {TimelineAttempt[]} past */
function facts(chapter, face, past) {
  const { words } = face;
  const { card: row } = chapter;
  const tokens = past.reduce((sum, one) => sum + one.input_tokens + one.output_tokens, 0);
  const bold = (/** @type {string} */ text) => h('b', {}, text);
  return h('p', { class: 'facts' }, h('span', {}, row.priced ? bold(words.money(row.cost_usd)) : words.t('unpriced')), h('span', {}, words.parts('facts.tokens', { n: bold(words.number(tokens)) })),
    row.started_at !== null && row.ended_at !== null ? h('span', {}, bold(words.duration((row.ended_at - row.started_at) / 1000))) : null,
    chapter.words.counted !== null ? h('span', {}, words.parts('facts.words', { n: bold(words.number(chapter.words.counted)), wanted: words.number(chapter.words.wanted),
      give: words.number(Math.round(chapter.words.wanted * chapter.words.tolerance)) })) : null,
    row.run > 0 ? h('span', {}, words.parts('facts.run', { run: words.number(row.run), attempt: bold(attemptName(words, row.attempt)) })) : null,
    row.ended_at !== null ? h('span', {}, words.instant(row.ended_at)) : row.requested_at !== null ? h('span', {}, words.parts('facts.requested', { ago: ago(words, row.requested_at) })) : null,
    face.notional ? h('span', { class: 'notional' }, words.t('notional')) : null);
}

/** @param {Piece | null} piece @param {AttemptTexts} attempt */
function madeHere(piece, attempt) {
  return piece !== null && piece.made_in === attempt.attempt && piece.run === attempt.run;
}

/** @param {AttemptTexts} attempt @param {number} number */
function sceneOf(attempt, number) {
  return attempt.scenes.find((scene) => scene.number === number) ?? null;
}

/** The text that stands after an attempt. @param {AttemptTexts | undefined} attempt @param {number} number */
function textOf(attempt, number) {
  const scene = attempt ? sceneOf(attempt, number) : null;
  return scene?.revision ?? scene?.draft ?? null;
}

/** @param {Chapter} chapter */
function sceneNumbers(chapter) {
  return [...new Set(chapter.attempts.flatMap((attempt) => [...attempt.plan.map((one) => one.number), ...attempt.scenes.map((one) => one.number)]))].sort((one, other) => one - other);
}

/** Scenes down, attempts across, and between them what was erased and for what. @param {Chapter} chapter @param {Face} face @param {TimelineAttempt[]} past */
function eraser(chapter, face, past) {
  const { words } = face;
  const { attempts } = chapter;
  const numbers = sceneNumbers(chapter);
  const timed = (/** @type {AttemptTexts} */ attempt) => past.find((one) => one.attempt === attempt.attempt);
  const planned = (/** @type {AttemptTexts} */ attempt) => timed(attempt)?.stages.some((stage) => stage.stage === 'plan' && stage.phase === 'FINISHED') ?? attempt.attempt === 0;
  const part = (/** @type {string} */ name, /** @type {boolean | null} */ made) => h('span', { class: `part ${made === null ? '' : made ? 'made' : 'kept'}` },
    h('span', {}, words.t(`piece.${name}`)), h('span', { class: 'sr' }, words.t(made === null ? 'eraser.none' : made ? 'eraser.made' : 'eraser.kept')));
  const piece = (/** @type {string} */ name, /** @type {Piece | null | undefined} */ one, /** @type {AttemptTexts} */ attempt) => part(name, one ? madeHere(one, attempt) : null);
  const cutHead = (/** @type {number} */ index) => {
    const next = attempts[index + 1];
    const level = next?.level ?? timed(/** @type {AttemptTexts} */ (attempts[index]))?.decision?.level ?? '';
    return h('th', { class: 'cut', scope: 'col' }, h('span', { class: 'level' }, said(level)));
  };
  const cut = (/** @type {number} */ index, /** @type {number | null} */ number) => {
    const before = attempts[index];
    const after = attempts[index + 1];
    if (!before || !after) {
      return h('td', { class: 'cut' });
    }
    /** @type {string[]} */
    const gone = [];
    if (number === null) {
      if (planned(after)) {
        gone.push('plan');
      }
    } else {
      const was = sceneOf(before, number);
      const is = sceneOf(after, number);
      if (was?.draft && !(is?.draft?.digest === was.draft.digest && !madeHere(is.draft, after))) {
        gone.push('draft');
      }
      if (was?.revision && !(is?.revision?.digest === was.revision.digest && !madeHere(is.revision, after))) {
        gone.push('revision');
      }
    }
    if (gone.length === 0) {
      return h('td', { class: 'cut' }, h('span', { 'aria-hidden': 'true' }, '—'), h('span', { class: 'sr' }, words.t('eraser.nothing')));
    }
    const why = [...new Set(before.issues.filter((issue) => number === null || issue.scenes.length === 0 || issue.scenes.includes(number)).map((issue) => words.name('issue', issue.type)))];
    return h('td', { class: 'cut' }, h('span', { class: 'rub' }, h('span', { 'aria-hidden': 'true' }, '✎ '), h('span', { class: 'sr' }, words.t('eraser.erased'), ' '),
      words.list(gone.map((one) => words.t(`piece.${one}`))), why.length > 0 ? h('small', {}, said(why.join(', '))) : null));
  };
  const rowOf = (/** @type {Child} */ label, /** @type {(attempt: AttemptTexts) => Child} */ cell, /** @type {(index: number) => Child} */ between) => h('tr', {}, h('th', { scope: 'row' }, label),
    attempts.map((attempt, index) => [h('td', {}, cell(attempt)), index < attempts.length - 1 ? between(index) : null]));
  const noCut = () => h('td', { class: 'cut' });
  const purpose = (/** @type {number} */ number) => {
    for (let index = attempts.length - 1; index >= 0; index -= 1) {
      const found = attempts[index]?.plan.find((one) => one.number === number);
      if (found) {
        return found.purpose;
      }
    }
    return '';
  };
  const table = h('table', { class: 'eraser' }, h('thead', {}, h('tr', {}, h('td', {}), attempts.map((attempt, index) => [
    h('th', { scope: 'col' }, h('b', {}, attemptName(words, attempt.attempt)), madeWords(words, attempt, planned(attempt))), index < attempts.length - 1 ? cutHead(index) : null]))),
  h('tbody', {}, rowOf(h('b', {}, words.t('eraser.plan')), (attempt) => h('span', { class: 'parts' }, part('plan', attempt.plan.length === 0 ? null : planned(attempt))), (index) => cut(index, null)),
    numbers.map((number) => rowOf([h('b', {}, words.t('scene', { n: number })), h('span', { class: 'purpose' }, said(purpose(number)))], (attempt) => {
      const scene = sceneOf(attempt, number);
      return h('span', { class: 'parts' }, piece('draft', scene?.draft, attempt), piece('revision', scene?.revision, attempt));
    }, (index) => cut(index, number))),
    rowOf(h('b', {}, words.t('stage.judge')), (attempt) => attempt.mean_score === null ? '–'
      : h('span', { class: 'verdict' }, h('b', {}, words.score(attempt.mean_score)), h('span', { class: 'soft' }, words.t(attempt.passed ? 'judge.passed' : 'judge.failed'))), noCut),
    rowOf(h('b', {}, words.t('cost')), (attempt) => {
      const one = timed(attempt);
      return one ? h('span', { class: 'verdict' }, h('b', {}, one.priced ? words.money(one.cost_usd) : '–'), h('span', { class: 'soft' }, words.t('tokens', { count: one.input_tokens + one.output_tokens }))) : '–';
    }, noCut)));
  const title = words.t('eraser');
  return card(title, words.t('eraser.aside'), [h('div', { class: 'eraserbox', tabindex: '0', role: 'group', 'aria-label': words.t('scrollable', { what: title }) }, table),
    h('p', { class: 'key' }, h('span', {}, h('i', { class: 'made' }), words.t('eraser.made')), h('span', {}, h('i', { class: 'kept' }), words.t('eraser.key.kept')), h('span', {}, '✎ ', words.t('eraser.key.erased')))]);
}

/** @param {Words} words @param {AttemptTexts} attempt @param {boolean} planned */
function madeWords(words, attempt, planned) {
  const drafted = attempt.scenes.filter((scene) => madeHere(scene.draft, attempt)).map((scene) => scene.number);
  const edited = attempt.scenes.filter((scene) => madeHere(scene.revision, attempt)).map((scene) => scene.number);
  if (planned) {
    return words.t('made.everything');
  }
  const of = (/** @type {string} */ key, /** @type {number[]} */ scenes) => scenes.length === 0 ? null : words.t(key, { count: scenes.length, scenes: words.list(scenes.map(String)) });
  const told = [of('made.drafted', drafted), of('made.edited', edited)].filter((one) => one !== null);
  return told.length === 0 ? words.t('made.nothing') : told.join(words.t('comma'));
}

/** @param {Chapter} chapter @param {Face} face @param {TimelineAttempt[]} past */
function decisions(chapter, face, past) {
  const { words } = face;
  const decided = past.filter((one) => one.decision).map((one) => ({ one, texts: chapter.attempts.find((attempt) => attempt.attempt === one.attempt) }));
  const first = decided[0]?.one.decision;
  const last = chapter.attempts[chapter.attempts.length - 1];
  if (!first) {
    return card(words.t('why'), null, h('div', { class: 'in' }, h('p', { class: 'sentence flat' }, words.t(last?.passed ? 'why.first' : 'why.none'))));
  }
  const panels = decided.map(({ one, texts }) => {
    const decision = /** @type {NonNullable<TimelineAttempt['decision']>} */ (one.decision);
    return [h('p', { class: 'sentence', dir: 'auto' }, said(decision.explanation), ' ', h('mark', {}, said(decision.level)), decision.escalated ? [' ', h('span', { class: 'pill warn' }, words.t('why.escalated'))] : null),
      h('ol', { class: 'trace' }, (texts?.because ?? []).map((step) => h('li', {}, h('span', { class: 'q' }, words.name('because', step.step)), h('span', { dir: 'auto' }, said(step.text)))))];
  });
  return card(words.t('why'), words.parts('why.policy', { policy: said(first.policy), arm: words.name('arm', first.arm) }),
    tabs(words.t('why'), decided.map(({ one }) => words.t(one.attempt === 0 ? 'why.after.first' : 'why.after', { n: one.attempt, level: one.decision?.level ?? '' })), panels));
}

/** @param {string} label @param {string[]} names @param {Child[][]} contents */
function tabs(label, names, contents) {
  const id = newId('tabs');
  const panels = contents.map((content, index) => h('div', { role: 'tabpanel', id: `${id}-p${index}`, 'aria-labelledby': `${id}-t${index}`, hidden: index > 0 }, content));
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  const take = (/** @type {number} */ chosen, /** @type {boolean} */ focus) => {
    buttons.forEach((button, index) => {
      button.setAttribute('aria-selected', String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
      const panel = panels[index];
      if (panel) {
        panel.hidden = index !== chosen;
      }
    });
    if (focus) {
      buttons[chosen]?.focus();
    }
  };
  names.forEach((name, index) => {
    buttons.push(h('button', { role: 'tab', type: 'button', id: `${id}-t${index}`, 'aria-controls': `${id}-p${index}`, 'aria-selected': String(index === 0), tabindex: index === 0 ? '0' : '-1',
      onclick: () => take(index, false), onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: names.length - 1 }[event.key];
        if (to !== undefined) {
          event.preventDefault();
          take((to + names.length) % names.length, true);
        }
      } }, name));
  });
  return [h('div', { class: 'tabs', role: 'tablist', 'aria-label': label }, buttons), ...panels];
}

/** @typedef {{name: string, before: (number: number) => string | null, after: (number: number) => string | null, told: AttemptTexts | null, issues: AttemptTexts | null, same: (number: number) => Piece | null}} Comparison */

/** @param {Chapter} chapter @param {Face & {former?: AttemptTexts | null}} face @returns {Comparison[]} */
function comparisons(chapter, face) {
  const { words } = face;
  const { attempts } = chapter;
  /** @type {Comparison[]} */
  const found = [];
  const between = (/** @type {string} */ name, /** @type {AttemptTexts} */ old, /** @type {AttemptTexts} */ fresh) => found.push({
    name, before: (number) => textOf(old, number)?.text ?? null, after: (number) => textOf(fresh, number)?.text ?? null, told: fresh, issues: old,
    same: (number) => {
      const is = textOf(fresh, number);
      return is && is.digest === textOf(old, number)?.digest ? is : null;
    },
  });
  const { former } = face;
  if (former && attempts[0]) {
    between(words.t('changes.between', { from: words.t('facts.run', { run: words.number(former.run), attempt: attemptName(words, former.attempt) }), to: attemptName(words, attempts[0].attempt) }), former, attempts[0]);
  }
  for (let index = 0; index + 1 < attempts.length; index += 1) {
    const old = attempts[index];
    const fresh = attempts[index + 1];
    if (old && fresh) {
      between(words.t('changes.between', { from: attemptName(words, old.attempt), to: attemptName(words, fresh.attempt) }), old, fresh);
    }
  }
  const first = attempts[0];
  const last = attempts[attempts.length - 1];
  if (first && last && attempts.length > 2) {
    between(words.t('changes.all'), first, last);
  }
  if (last && last.scenes.some((scene) => scene.draft && scene.revision)) {
    found.push({ name: words.t('changes.edited'), before: (number) => sceneOf(last, number)?.draft?.text ?? null, after: (number) => sceneOf(last, number)?.revision?.text ?? null,
      told: null, issues: null, same: (number) => {
        const scene = sceneOf(last, number);
        return scene?.revision && scene.revision.digest === scene.draft?.digest ? scene.revision : null;
      } });
  }
  return found;
}

/** @param {Chapter} chapter @param {Face & {toggled?: (turn: () => void) => void, former?: AttemptTexts | null}} face */
function changes(chapter, face) {
  const { words } = face;
  const choices = comparisons(chapter, face);
  const numbers = sceneNumbers(chapter);
  if (numbers.every((number) => chapter.attempts.every((attempt) => textOf(attempt, number) === null))) {
    return null;
  }
  const state = { at: 0, view: choices.length === 0 ? 'text' : 'changes' };
  const bar = h('div', { class: 'toolbar' });
  const text = h('div', { class: 'texts' });
  const seg = (/** @type {string} */ label, /** @type {{value: string, text: string}[]} */ options, /** @type {string} */ chosen, /** @type {(value: string) => void} */ take) =>
    h('div', { class: 'seg', role: 'group', 'aria-label': label }, options.map((one) => h('button', { type: 'button', 'aria-pressed': String(one.value === chosen), onclick: () => {
      take(one.value);
      draw();
      const again = [...bar.querySelectorAll('button')].find((button) => button.textContent === one.text);
      again?.focus();
    } }, one.text)));
  const draw = () => {
    const chosen = choices[state.at];
    const shown = scenes(chapter, face, chosen ?? null, state.view, numbers);
    replace(bar, choices.length > 0 && state.view !== 'text' ? seg(words.t('changes.compare'), choices.map((one, index) => ({ value: String(index), text: one.name })), String(state.at), (value) => { state.at = Number(value); }) : null,
      shown.counted, h('span', { class: 'end' }, seg(words.t('changes.view'), (choices.length > 0 ? ['changes', 'text', 'sides'] : ['text']).map((one) => ({ value: one, text: words.t(`view.${one}`) })), state.view, (value) => { state.view = value; })));
    replace(text, shown.content);
  };
  draw();
  face.toggled?.(() => {
    if (choices.length > 0) {
      state.view = state.view === 'text' ? 'changes' : 'text';
      draw();
      bar.scrollIntoView({ block: 'nearest' });
    }
  });
  return card(words.t('changes'), words.t('changes.aside'), [bar, text]);
}

/** @param {Chapter} chapter @param {Face} face @param {Comparison | null} chosen @param {string} view @param {number[]} numbers @returns {{counted: Child, content: Child[]}} */
function scenes(chapter, face, chosen, view, numbers) {
  const { words } = face;
  const lang = chapter.book.language;
  const last = chapter.attempts[chapter.attempts.length - 1];
  const purpose = (/** @type {number} */ number) => last?.plan.find((one) => one.number === number)?.purpose ?? '';
  const head = (/** @type {number} */ number) => h('h3', { class: 'scene', dir: 'auto' }, words.t('scene', { n: number }), h('span', {}, said(purpose(number))));
  const name = (/** @type {number} */ number) => words.t('scene', { n: number });
  if (view === 'text' || !chosen) {
    return { counted: null, content: [h('div', { class: 'reading' }, numbers.map((number) => {
      const piece = textOf(last, number);
      return piece === null ? null : [head(number), plain(words, piece.text, lang, name(number)), h('aside', { class: 'note plain', 'aria-label': name(number) }, words.t('words', { count: piece.words }), h('br'),
        words.t('changes.madein', { attempt: attemptName(words, piece.made_in) }))];
    }))] };
  }
  let added = 0;
  let removed = 0;
  const content = numbers.map((number) => {
    const same = chosen.same(number);
    if (same) {
      return h('p', { class: 'keptscene' }, h('b', {}, words.t('changes.kept', { n: number })), h('span', {}, said(purpose(number)), purpose(number) ? ' · ' : null, words.t('changes.kept.words', { count: same.words })),
        h('span', { class: 'mono', title: same.digest }, `sha256 ${same.digest.slice(0, 4)}…${same.digest.slice(-4)}`));
    }
    const before = chosen.before(number);
    const after = chosen.after(number);
    if (before === null && after === null) {
      return null;
    }
    const blocks = compare(before ?? '', after ?? '');
    const count = tally(blocks);
    added += count.added;
    removed += count.removed;
    const notes = issueNotes(chapter, face, chosen, number);
    return [head(number), view === 'sides' ? sideBySide(words, blocks, lang, name(number)) : prose(words, blocks, lang, name(number)), view === 'sides' ? null : notes];
  });
  const told = chosen.told && chosen.told.instructions.length > 0 ? h('details', { class: 'told', open: chosen.told.instructions.length <= 4 }, h('summary', {}, words.t('changes.told', { count: chosen.told.instructions.length })),
    h('ol', {}, chosen.told.instructions.map((one) => h('li', { dir: 'auto' }, said(one))))) : null;
  return { counted: h('span', { class: 'num' }, words.parts('changes.counted', { added: h('b', {}, `+${words.number(added)}`), removed: h('b', {}, `−${words.number(removed)}`) })),
    content: [told, h('div', { class: `reading ${view === 'sides' ? 'sides' : ''}` }, content)] };
}

/** What was wrong with a scene, and whether it is mended. @param {Chapter} chapter @param {Face} face @param {Comparison} chosen @param {number} number */
function issueNotes(chapter, face, chosen, number) {
  const { words } = face;
  const found = chosen.issues?.issues.filter((issue) => issue.scenes.includes(number) || issue.scenes.length === 0) ?? [];
  if (found.length === 0 || !chosen.told) {
    return h('div', {});
  }
  const now = chosen.told;
  return h('aside', { class: 'notes', 'aria-label': words.t('changes.issues', { n: number }) }, found.map((issue) => {
    const judged = now.passed !== null;
    const still = now.issues.some((other) => other.type === issue.type && (other.scenes.includes(number) || other.scenes.length === 0));
    const was = chosen.issues?.scores?.[issue.type];
    const is = now.scores?.[issue.type];
    return h('div', { class: `note ${judged && !still ? 'done' : ''}` }, h('b', {}, words.t('changes.issue', { type: words.name('issue', issue.type), severity: words.name('severity', issue.severity) })),
      h('span', { dir: 'auto' }, said(issue.note)), issue.found_by === 'check' ? h('span', { class: 'faint' }, ` ${words.t('changes.bycheck')}`) : null,
      judged ? h('span', { class: 'ended' }, words.t(still ? 'changes.still' : 'changes.mended', { attempt: attemptName(words, now.attempt) }),
        was !== undefined && is !== undefined ? [' ', words.t('changes.score', { from: words.score(was), to: words.score(is) })] : null) : null);
  }));
}

/** @param {Part[]} parts */
function marked(parts) {
  return parts.map((part) => part.kind === 'same' ? part.text : h(part.kind === 'added' ? 'ins' : 'del', {}, part.text));
}

/** @param {Block} block */
function blockElement(block) {
  if (block.kind === 'changed') {
    return h('p', { dir: 'auto' }, marked(block.parts));
  }
  return h('p', { dir: 'auto', class: block.kind === 'same' ? '' : `whole ${block.kind}` }, block.kind === 'same' ? block.text : h(block.kind === 'added' ? 'ins' : 'del', {}, block.text));
}

/** @param {Words} words @param {Block[]} blocks @param {string} lang @param {string} name */
function prose(words, blocks, lang, name) {
  const folded = fold(blocks);
  const place = h('div', { class: 'prose', lang: langOf(lang), role: 'group', 'aria-label': name });
  const element = (/** @type {Folded} */ one) => {
    if (one.kind !== 'gap') {
      return blockElement(one);
    }
    const button = h('button', { type: 'button', class: 'gap' }, `⋯ ${words.t('changes.gap', { count: one.hidden.length })} ⋯`);
    button.addEventListener('click', () => button.replaceWith(...one.hidden.map(blockElement)));
    return button;
  };
  addInPieces(words, place, folded, (block) => [element(block)]);
  return place;
}

/**
 * A chapter may have thousands of blocks: so many at a time, and a button for the next ones.
 *
 * @param {Words} words @param {HTMLElement} place @param {Folded[]} blocks @param {(block: Folded) => HTMLElement[]} elements
 */
function addInPieces(words, place, blocks, elements) {
  place.append(...blocks.slice(0, BLOCKS_SHOWN).flatMap(elements));
  const left = blocks.slice(BLOCKS_SHOWN);
  if (left.length > 0) {
    const button = h('button', { type: 'button', class: 'gap' }, `⋯ ${words.t('changes.rest', { count: left.length })} ⋯`);
    button.addEventListener('click', () => {
      button.remove();
      addInPieces(words, place, left, elements);
    });
    place.append(button);
  }
}

/** @param {Words} words @param {Block[]} blocks @param {string} lang @param {string} name */
function sideBySide(words, blocks, lang, name) {
  const rows = fold(blocks);
  const place = h('div', { class: 'side', lang: langOf(lang), role: 'group', 'aria-label': name });
  const row = /** @returns {HTMLElement[]} */ (/** @type {Folded} */ one) => {
    if (one.kind === 'gap') {
      const button = h('button', { type: 'button', class: 'gap' }, `⋯ ${words.t('changes.gap', { count: one.hidden.length })} ⋯`);
      button.addEventListener('click', () => button.replaceWith(...one.hidden.flatMap(row)));
      return [button];
    }
    if (one.kind === 'changed') {
      return [h('p', { dir: 'auto' }, marked(one.parts.filter((part) => part.kind !== 'added'))), h('p', { dir: 'auto' }, marked(one.parts.filter((part) => part.kind !== 'removed')))];
    }
    return [one.kind === 'added' ? h('p', { class: 'none' }) : blockElement(one), one.kind === 'removed' ? h('p', { class: 'none' }) : blockElement(one)];
  };
  addInPieces(words, place, rows, row);
  return place;
}

/** A text, folded if it is long. @param {Words} words @param {string} text @param {string} lang @param {string} name */
export function plain(words, text, lang, name) {
  const all = paragraphs(text);
  const place = h('div', { class: 'prose', lang: langOf(lang), role: 'group', 'aria-label': name }, all.slice(0, TEXT_SHOWN).map((one) => h('p', { dir: 'auto' }, one)));
  const rest = all.slice(TEXT_SHOWN);
  if (rest.length > 0) {
    const button = h('button', { type: 'button', class: 'gap' }, `⋯ ${words.t('changes.more', { count: rest.reduce((sum, one) => sum + countWords(one), 0) })} ⋯`);
    button.addEventListener('click', () => button.replaceWith(...rest.map((one) => h('p', { dir: 'auto' }, one))));
    place.append(button);
  }
  return place;
}

const WIDTH = 300;

/** @param {Chapter} chapter @param {Face} face */
function money(chapter, face) {
  const { words } = face;
  const { savings, card: row } = chapter;
  const title = words.t('money');
  if (!savings.priced) {
    return card(title, null, h('div', { class: 'in' }, h('p', { class: 'soft' }, words.t('money.unpriced'))), 'money');
  }
  const retries = savings.retries.reduce((sum, one) => sum + one.cost_usd, 0);
  const known = savings.retries.filter((one) => one.full_retry_usd !== null);
  const full = known.reduce((sum, one) => sum + (one.full_retry_usd ?? 0), 0);
  const compared = known.reduce((sum, one) => sum + one.cost_usd, 0);
  const real = savings.first_pass_usd + retries + savings.bible_usd;
  const other = real - compared + full;
  const scale = WIDTH / Math.max(real, other, 1e-9);
  /** @type {Child[]} */
  const shapes = [];
  const bar = (/** @type {number} */ y, /** @type {{look: string, usd: number}[]} */ pieces) => {
    let x = 0;
    for (const piece of pieces) {
      const width = piece.usd * scale;
      if (width > 0.5) {
        const ghost = piece.look === 'ghost' ? 0.5 : 0;
        shapes.push(svg('rect', { class: piece.look, x: x.toFixed(1), y: y + ghost, width: Math.max(1, width - 2).toFixed(1), height: 22 - 2 * ghost, rx: 4 }));
      }
      x += width;
    }
    return x;
  };
  const line = (/** @type {number} */ y, /** @type {string} */ label, /** @type {number} */ usd) =>
    shapes.push(svg('text', { x: 0, y }, label), svg('text', { class: 'ink', x: 320, y, 'text-anchor': 'end' }, words.money(usd)));
  line(16, words.t('money.real'), real);
  bar(24, [{ look: 'first', usd: savings.first_pass_usd }, ...savings.retries.map((one) => ({ look: 'retry', usd: one.cost_usd })), { look: 'bible', usd: savings.bible_usd },
    ...(other > real ? [{ look: 'saved', usd: other - real }] : [])]);
  if (known.length > 0) {
    line(74, words.t('money.full'), other);
    bar(82, [{ look: 'first', usd: savings.first_pass_usd }, ...savings.retries.map((one) => ({ look: 'ghost', usd: one.full_retry_usd ?? one.cost_usd })), { look: 'bible', usd: savings.bible_usd }]);
  }
  const height = known.length > 0 ? 108 : 50;
  const share = full > 0 ? 1 - compared / full : null;
  const label = known.length > 0 ? words.t('money.label', { count: known.length, real: words.money(compared), full: words.money(full) }) : words.t('money.label.first', { real: words.money(real) });
  const key = (/** @type {string} */ look, /** @type {string} */ text) => h('span', {}, svg('svg', { viewBox: '0 0 12 12', class: 'swatch', 'aria-hidden': 'true' }, svg('rect', { class: look, x: 1, y: 1, width: 10, height: 10, rx: 2 })), text);
  return card(title, null, h('div', { class: 'in' },
    h('p', { class: 'big num' }, share === null ? words.money(row.cost_usd) : [words.share(share, 1), ' '], h('small', {}, share === null ? words.t('money.noretry') : words.t(share < 0 ? 'money.morethan' : 'money.less', { count: known.length }))),
    svg('svg', { viewBox: `0 0 320 ${height}`, role: 'img', 'aria-label': label }, svg('defs', {}, svg('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, svg('line', { class: 'hatchline', x1: 0, y1: 0, x2: 0, y2: 6 }))), shapes),
    h('p', { class: 'swatches' }, key('first', words.t('attempt.first')), savings.retries.length > 0 ? key('retry', words.t('retries')) : null, key('bible', words.t('stage.bible')), other > real ? key('saved', words.t('money.saved')) : null),
    known.length > 0 ? h('p', { class: 'fine' }, words.t('money.fine')) : null), 'money');
}

/** @param {Chapter} chapter @param {Face} face */
function scores(chapter, face) {
  const { words } = face;
  const judged = chapter.attempts.filter((attempt) => attempt.scores !== null);
  const first = judged[0];
  const last = judged[judged.length - 1];
  if (!first || !last) {
    return null;
  }
  const names = Object.keys({ ...first.scores, ...last.scores });
  const left = 118;
  const x = (/** @type {number} */ score) => left + (score / 10) * (300 - left);
  /** @type {Child[]} */
  const shapes = [];
  names.forEach((name, index) => {
    const y = 18 + index * 25;
    const gate = chapter.gates[name];
    const was = first.scores?.[name];
    const is = last.scores?.[name];
    shapes.push(svg('text', { x: 0, y: y + 4 }, words.name('score', name)), svg('line', { class: 'track', x1: left, y1: y, x2: 300, y2: y }));
    if (gate !== undefined) {
      shapes.push(svg('line', { class: 'gate', x1: x(gate).toFixed(1), y1: y - 10, x2: x(gate).toFixed(1), y2: y + 10 }));
    }
    if (was !== undefined && is !== undefined && was !== is) {
      shapes.push(svg('line', { class: 'move', x1: x(was).toFixed(1), y1: y, x2: x(is).toFixed(1), y2: y }));
    }
    if (was !== undefined && first !== last && was !== is) {
      shapes.push(svg('circle', { class: `a0 ${gate !== undefined && was < gate ? 'below' : ''}`, cx: x(was).toFixed(1), cy: y, r: 5 }));
    }
    if (is !== undefined) {
      shapes.push(svg('circle', { class: `a2 ${gate !== undefined && is < gate ? 'short' : ''}`, cx: x(is).toFixed(1), cy: y, r: 6 }), svg('text', { class: 'ink', x: 320, y: y + 4, 'text-anchor': 'end' }, words.score(is)));
    }
  });
  const told = names.map((name) => words.t('scores.one', { name: words.name('score', name), from: words.score(first.scores?.[name] ?? null), to: words.score(last.scores?.[name] ?? null) })).join('; ');
  const change = first === last || first.mean_score === null ? words.t('scores.mean', { n: words.score(last.mean_score) }) : words.t('scores.change', { from: words.score(first.mean_score), to: words.score(last.mean_score) });
  return card(words.t('scores'), h('span', { class: 'num' }, change), h('div', { class: 'in' },
    svg('svg', { viewBox: `0 0 320 ${names.length * 25 + 8}`, role: 'img', 'aria-label': told }, shapes),
    h('p', { class: 'fine' }, first === last ? `● ${attemptName(words, last.attempt)}` : `○ ${attemptName(words, first.attempt)}  ● ${attemptName(words, last.attempt)}`, ` · ${words.t('scores.gate')}`)), 'scores');
}

/** @param {Face} face @param {TimelineAttempt[]} past */
function times(face, past) {
  const { words } = face;
  const done = past.flatMap((attempt) => attempt.stages).filter((stage) => stage.phase === 'FINISHED' || stage.phase === 'FAILED')
    .map((stage) => ({ stage: stage.stage, end: Date.parse(stage.at), start: Date.parse(stage.at) - stage.seconds * 1000, seconds: stage.seconds, failed: stage.phase === 'FAILED' }))
    .filter((stage) => Number.isFinite(stage.end)).sort((one, other) => one.start - other.start);
  const first = done[0];
  const last = done[done.length - 1];
  if (!first || !last) {
    return null;
  }
  const begin = first.start;
  const all = Math.max(1, Math.max(...done.map((one) => one.end)) - begin);
  const left = 62;
  const x = (/** @type {number} */ at) => left + ((at - begin) / all) * (318 - left);
  let waited = begin;
  /** @type {Child[]} */
  const shapes = [];
  done.forEach((one, index) => {
    const y = 14 + index * 17;
    shapes.push(svg('text', { x: 0, y: y + 4 }, words.name('stage', one.stage)));
    if (one.start > waited) {
      shapes.push(svg('line', { class: 'ghost', x1: x(waited).toFixed(1), y1: y, x2: x(one.start).toFixed(1), y2: y }));
    }
    shapes.push(svg('rect', { class: one.failed ? 'failed' : 'retry', x: Math.min(x(one.start), 315).toFixed(1), y: y - 5, width: Math.max(3, x(one.end) - x(one.start)).toFixed(1), height: 10, rx: 3 }));
    waited = Math.max(waited, one.end);
  });
  const busy = done.reduce((sum, one) => sum + one.seconds, 0);
  const waiting = Math.max(0, all / 1000 - busy);
  const told = words.t('times.label', { busy: words.duration(busy), waiting: words.duration(waiting) });
  return card(words.t('times'), h('span', { class: 'num' }, words.duration(all / 1000)), h('div', { class: 'in' }, svg('svg', { viewBox: `0 0 320 ${done.length * 17 + 8}`, role: 'img', 'aria-label': told }, shapes),
    h('p', { class: 'fine' }, words.parts('times.told', { busy: h('b', {}, words.duration(busy)), waiting: h('b', {}, words.duration(waiting)) }))), 'runs');
}

/** @param {Chapter} chapter @param {Face} face */
function proof(chapter, face) {
  const { words } = face;
  const positions = Object.entries(chapter.positions);
  return card(words.t('proof'), words.t('proof.aside'), h('div', { class: 'in' }, h('p', { class: 'soft' }, words.t('proof.none')),
    commandLine(`./storycrew audit verify --chapter ${chapter.book.book}/${chapter.card.number}`),
    positions.length > 0 ? h('p', { class: 'fine' }, positions.map(([name, position], index) => [index > 0 ? ' · ' : null, words.name('position', name), ' ', h('span', { class: 'mono' }, said(position))])) : null));
}

/** @param {Chapter} chapter @param {Face} face */
function history(chapter, face) {
  const { words } = face;
  const { timeline } = chapter;
  if (timeline.commands.length === 0 && timeline.dead_letters.length === 0 && timeline.runs.length < 2) {
    return null;
  }
  return card(words.t('history'), null, h('div', { class: 'in' }, h('ul', { class: 'history' },
    timeline.runs.flatMap((run) => run.outcomes.map((outcome) => h('li', {}, h('b', {}, words.t('history.run', { n: run.run, outcome: words.name('state', outcome.outcome) })), ' ', h('span', { class: 'soft' }, words.instant(Date.parse(outcome.ended_at))),
      h('p', { dir: 'auto' }, said(outcome.explanation))))),
    timeline.commands.map((command) => h('li', {}, h('b', {}, words.parts('history.command', { what: words.name('command', command.kind.toLowerCase()), who: said(command.who) })), ' ', h('span', { class: 'soft' }, words.instant(Date.parse(command.at))),
      command.level ? [' ', h('span', { class: 'mono' }, said(command.level))] : null, command.note ? h('p', { dir: 'auto' }, '“', said(command.note), '”') : null)),
    timeline.dead_letters.map((letter) => h('li', {}, h('b', {}, words.t('history.letter')), ' ', h('span', { class: 'mono' }, said(letter.id)), h('p', { dir: 'auto' }, h('span', { class: 'mono' }, said(letter.reason)), ' ', said(letter.message)))))));
}

/** What the chapter has to do with the entries of its book's bible. @param {Chapter} chapter @param {Face} face */
function canon(chapter, face) {
  const { words } = face;
  const run = chapter.timeline.runs[chapter.timeline.runs.length - 1];
  const entries = run?.outcomes[run.outcomes.length - 1]?.entries ?? [];
  const warnings = (run?.attempts ?? []).flatMap((attempt) => attempt.stages.flatMap((stage) => stage.warnings));
  if (entries.length === 0 && warnings.length === 0) {
    return null;
  }
  /** @param {TimelineEntry} entry */
  const line = (entry) => h('li', {}, h('span', { class: 'mono' }, said(entry.id)), ' ', h('span', { dir: 'auto' }, said(entry.text)),
    entry.about.length > 0 ? [' ', h('span', { class: 'soft', dir: 'auto' }, '(', said(entry.about.join(', ')), ')')] : null,
    entry.did === 'wrote' ? null : [' ', h('span', { class: 'soft' }, entry.written_by === 0 ? words.t('entries.ofbook') : words.t('entries.ofchapter', { n: entry.written_by }))],
    entry.because === null ? null : h('p', { dir: 'auto' }, words.parts('entries.because', { why: said(entry.because) })));
  const groups = DID.map((did) => ({ did, all: entries.filter((entry) => entry.did === did) })).filter((group) => group.all.length > 0);
  return card(words.t('entries'), words.t('entries.aside'), h('div', { class: 'in' },
    groups.map(({ did, all }) => [h('h3', {}, words.name('did', did)),
      h('ul', { class: 'history' }, all.slice(0, ENTRIES_SHOWN).map(line)),
      all.length > ENTRIES_SHOWN ? h('details', {}, h('summary', {}, words.t('entries.more', { count: all.length - ENTRIES_SHOWN })), h('ul', { class: 'history' }, all.slice(ENTRIES_SHOWN).map(line))) : null]),
    warnings.map((warning) => h('p', { class: 'soft', dir: 'auto' }, said(warning)))));
}

/** Who did it, for operators, and only when they ask. @param {Chapter} chapter @param {Face} face */
function truth(chapter, face) {
  const { words } = face;
  if (!face.operator || !chapter.truth || Object.keys(chapter.truth).length === 0) {
    return null;
  }
  return h('details', { class: 'card truth' }, h('summary', {}, h('h2', {}, words.t('truth')), h('span', { class: 'aside' }, words.t('truth.aside'))),
    h('dl', {}, Object.entries(chapter.truth).map(([name, text]) => h('div', {}, h('dt', {}, said(name)), h('dd', { dir: 'auto' }, said(text))))));
}

/** The chapter's place among its book's. @param {Chapter} chapter */
export function neighbours(chapter) {
  const { number } = chapter.card;
  return { before: number > 1 ? pathOf(chapter.book.book, number - 1) : null, after: number < chapter.book.chapters ? pathOf(chapter.book.book, number + 1) : null };
}
