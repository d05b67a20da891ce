// @ts-check
/**
 * The page of `audit export`: the chapters of one file, which holds all that is shown and asks nobody for anything. A book's chapters are drawn when they are opened,
 * and forgotten when they are closed.
 */

import { h, replace, said, straight } from './dom.js';
import { LANGUAGES, NAMES, Words, choose } from './i18n.js';
import { STATES, attemptName, commandLine, lang, pill, titled } from './parts.js';
import { card, chapterView } from './views/chapter.js';

/** @import {Child} from './dom-types.js' */
/** @import {Language, Messages} from './i18n.js' */
/** @import {ExportedChapter, ExportEntry, ExportFinding, ExportIndex, ExportProof} from './api.js' */

/** @type {Record<ExportProof['state'], {sign: string, tone: string}>} */
const PROOFS = { PROVED: { sign: '✓', tone: 'good' }, REFUTED: { sign: '✕', tone: 'bad' }, OPEN: { sign: '▸', tone: 'work' }, NOT_CHECKED: { sign: '?', tone: 'wait' } };

/** What stands in the file. @param {string} id @returns {any} */
function data(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? 'null');
}

/** Draws the page. */
export function start() {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const printed = matchMedia('print');
  const theme = () => { document.documentElement.dataset['theme'] = dark.matches && !printed.matches ? 'dark' : 'light'; };
  dark.addEventListener('change', theme);
  printed.addEventListener('change', theme);
  theme();
  const page = new ExportPage(data('index'), data('messages'), choose(navigator.languages));
  document.body.append(page.root);
  page.draw();
  addEventListener('hashchange', () => page.followHash());
  page.followHash();
}

class ExportPage {
  /** @param {ExportIndex} index @param {Record<Language, Messages>} messages @param {Language} language */
  constructor(index, messages, language) {
    this.index = index;
    this.messages = messages;
    this.words = new Words(language, messages[language]);
    this.root = h('div', {});
    /** @type {Set<number>} the chapters that are open */
    this.open = new Set();
  }

  draw() {
    const { words, index } = this;
    document.documentElement.lang = words.language;
    document.title = straight(index.whole_book ? index.title : `${index.chapters[0]?.number ?? ''} ${index.chapters[0]?.title ?? ''}, ${index.title}`);
    replace(this.root, this.head(), h('main', {}, this.others(), index.whole_book ? this.book() : this.single(), this.foot()));
  }

  head() {
    const { words, index } = this;
    const choice = h('select', { onchange: () => {
      const language = LANGUAGES.find((one) => one === choice.value) ?? 'en';
      this.words = new Words(language, this.messages[language]);
      this.draw();
      this.root.querySelector('select')?.focus();
    } }, LANGUAGES.map((language) => h('option', { value: language, lang: language, selected: language === words.language }, NAMES[language])));
    return h('header', { class: 'exported' }, h('div', {}, h('b', { class: 'brand' }, 'StoryCrew'),
      h('span', {}, words.parts('export.from', { what: h('span', { class: 'mono' }, said(index.subject)), at: words.instant(index.made_at) })),
      h('label', {}, h('span', { class: 'sr' }, words.t('language')), choice)));
  }

  foot() {
    const { words, index } = this;
    return h('p', { class: 'fine lines' }, words.parts('export.lines', { file: h('span', { class: 'mono' }, said(index.lines)) }));
  }

  /** What the audit found beside the chapters. */
  others() {
    const { words, index } = this;
    return index.findings.length === 0 ? null : card(words.t('export.others'), null, h('div', { class: 'in' }, this.findings(index.findings)), 'others');
  }

  single() {
    const { index } = this;
    const entry = index.chapters[0];
    return [h('p', { class: 'crumbs' }, said(index.title)), entry ? this.chapter(entry) : null];
  }

  book() {
    const { words, index } = this;
    const parts = index.chapters.map((entry) => this.folded(entry));
    const proved = index.chapters.filter((entry) => entry.proof === 'PROVED').length;
    const refuted = index.chapters.filter((entry) => entry.proof === 'REFUTED').length;
    const all = h('button', { class: 'btn', type: 'button', onclick: () => {
      for (const part of parts) {
        part.open = true;
      }
    } }, words.t('export.all'));
    return [h('div', { class: 'headline' }, h('h1', { dir: 'auto', lang: lang(index.language) }, titled(words, index.title, index.book)), h('div', { class: 'acts' }, all)),
      h('p', { class: 'facts' }, h('span', {}, words.t('chapters', { count: index.chapters.length })), h('span', {}, words.t('export.proved', { count: proved })),
        refuted > 0 ? h('span', { class: 'pill bad' }, h('span', { 'aria-hidden': 'true' }, '✕'), words.t('export.refuted', { count: refuted })) : null),
      h('nav', { 'aria-label': words.t('export.chapters') }, h('ol', { class: 'strip' }, index.chapters.map((entry) => h('li', {},
        h('a', { class: (STATES[entry.state] ?? STATES.WAITING).cell, href: `#chapter-${entry.number}`, onclick: () => this.show(entry.number),
          'aria-label': words.t('strip.cell', { number: entry.number, what: words.name('state', entry.state) }), title: straight(entry.title) }, words.number(entry.number)))))),
      h('div', { class: 'folds' }, parts)];
  }

  /** @param {ExportEntry} entry */
  folded(entry) {
    const { words } = this;
    const place = h('div', { class: 'unfolded' });
    const look = PROOFS[entry.proof] ?? PROOFS.NOT_CHECKED;
    const part = h('details', { class: 'card onefold', id: `chapter-${entry.number}` }, h('summary', {},
      h('h2', { dir: 'auto' }, h('span', { class: 'faint' }, words.number(entry.number)), ' ', titled(words, entry.title, words.t('untitled', { n: entry.number }))),
      h('span', { class: 'aside' }, entry.retries > 0 ? h('span', { class: 'soft' }, words.t('export.retries', { count: entry.retries })) : null,
        entry.priced ? h('span', { class: 'num soft' }, words.money(entry.cost_usd)) : null, pill(words, entry.state, null),
        h('span', { class: `pill ${look.tone}` }, h('span', { 'aria-hidden': 'true' }, look.sign), words.name('audited', entry.proof)))), place);
    part.addEventListener('toggle', () => {
      if (part.open) {
        this.open.add(entry.number);
        if (place.firstChild === null) {
          place.append(this.chapter(entry));
        }
      } else {
        this.open.delete(entry.number);
        place.replaceChildren();
      }
    });
    part.open = this.open.has(entry.number);
    return part;
  }

  /** @param {number} number */
  show(number) {
    const part = document.getElementById(`chapter-${number}`);
    if (part instanceof HTMLDetailsElement) {
      part.open = true;
      part.scrollIntoView();
    }
  }

  followHash() {
    const found = /^#chapter-(\d+)$/.exec(location.hash);
    if (found) {
      this.show(Number(found[1]));
    }
  }

  /** A chapter's page after one of its runs, and where all its records are. @param {ExportEntry} entry */
  chapter(entry) {
    const { words } = this;
    const found = /** @type {ExportedChapter} */ (data(`data-${entry.number}`));
    const place = h('div', {});
    const bar = h('p', { class: 'runsbar' });
    const runs = found.runs[found.runs.length - 1]?.timeline.runs ?? [];
    const draw = (/** @type {number} */ at) => {
      const shown = found.runs[at];
      const before = found.runs[at - 1]?.attempts ?? [];
      replace(bar, found.runs.length < 2 ? null : h('span', { class: 'seg', role: 'group', 'aria-label': words.t('export.runs') }, found.runs.map((one, index) => h('button', {
        type: 'button', 'aria-pressed': String(index === at), onclick: () => {
          draw(index);
          bar.querySelectorAll('button')[index]?.focus();
        },
      }, words.t('history.run', { n: runs[index]?.run ?? index + 1, outcome: words.name('state', one.card.state) })))));
      replace(place, shown ? chapterView(shown, { words, operator: false, notional: found.notional, former: before[before.length - 1] ?? null,
        proof: this.proof(found.proof, Object.entries(shown.positions), `${this.index.book}/${entry.number}`) }) : null);
    };
    draw(found.runs.length - 1);
    return h('div', { class: 'onerecord' }, bar, place, this.records(found));
  }

  /** @param {ExportProof} found @param {[string, string][]} positions @param {string} id */
  proof(found, positions, id) {
    const { words } = this;
    const look = PROOFS[found.state] ?? PROOFS.NOT_CHECKED;
    const held = ['export.held.decisions', 'export.held.kept', 'export.held.costs', 'export.held.outcome'];
    return card(words.t('proof'), words.t('proof.aside'), h('div', { class: 'in' },
      h('p', {}, h('span', { class: `pill ${look.tone}` }, h('span', { 'aria-hidden': 'true' }, look.sign), words.name('audited', found.state))),
      found.state === 'PROVED' ? h('ul', { class: 'held' }, held.map((key) => h('li', {}, words.t(key)))) : found.state === 'REFUTED' ? this.findings(found.findings)
        : h('p', { class: 'soft' }, words.t(found.state === 'OPEN' ? 'export.proof.open.text' : 'export.proof.unchecked.text')),
      h('p', { class: 'fine' }, words.t('export.proof.records', { count: found.records }), positions.map(([name, position]) => [' · ', words.name('position', name), ' ', h('span', { class: 'mono' }, said(position))])),
      commandLine(`./storycrew audit verify --chapter ${id}`)));
  }

  /** @param {ExportFinding[]} found */
  findings(found) {
    const { words } = this;
    return h('ul', { class: 'findings' }, found.map((one) => h('li', {}, h('b', {}, h('span', { class: 'mono' }, said(one.kind)), ' ', said(one.rule)),
      h('dl', {}, h('dt', {}, words.t('export.expected')), h('dd', { dir: 'auto' }, said(one.expected)), h('dt', {}, words.t('export.found')), h('dd', { dir: 'auto' }, said(one.found)),
        h('dt', {}, words.t('export.where')), h('dd', { class: 'mono' }, said(one.position))))));
  }

  /** @param {ExportedChapter} found */
  records(found) {
    const { words } = this;
    const place = h('div', {});
    const title = words.t('export.records');
    const cell = (/** @type {string | null} */ text) => h('td', { class: 'mono' }, said(text));
    const part = h('details', { class: 'card onefold' }, h('summary', {}, h('h2', {}, title), h('span', { class: 'aside soft' }, words.t('export.records.aside', { count: found.records.length }))), place);
    part.addEventListener('toggle', () => replace(place, !part.open ? null : h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words.t('scrollable', { what: title }) },
      h('table', { class: 'roomy' }, h('thead', {}, h('tr', {}, ['export.when', 'export.where', 'export.attempt', 'export.what'].map((key) => h('th', { scope: 'col' }, words.t(key))))),
        h('tbody', {}, found.records.map((one) => h('tr', {}, h('td', { class: 'num' }, words.instant(one.at)), cell(one.position),
          h('td', {}, one.run === 0 ? '' : one.attempt === null ? words.t('export.run', { run: words.number(one.run) }) : words.t('facts.run', { run: words.number(one.run), attempt: attemptName(words, one.attempt) })), cell(one.what))))))));
    return part;
  }
}
