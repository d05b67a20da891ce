// @ts-check
/** The console: its bar, its pages by path, its keys, and the line that says how live it is. */

import { openAction } from './actions.js';
import { h, replace, said, straight, svg } from './dom.js';
import { LANGUAGES, NAMES, choose, load } from './i18n.js';
import { Live } from './live.js';
import { pathOf, problem, sentenceOf, tick } from './parts.js';
import { Refused, get, leave, session as readSession } from './server.js';
import * as attention from './views/attention.js';
import * as audit from './views/audit.js';
import * as book from './views/book.js';
import * as books from './views/books.js';
import * as chapter from './views/chapter-page.js';
import * as deadLetters from './views/dead-letters.js';
import * as figures from './views/figures.js';
import * as login from './views/login.js';
import * as policies from './views/policies.js';
import * as read from './views/read.js';
import * as services from './views/services.js';

/** @import {Context} from './parts.js' */
/** @import {Language, Words} from './i18n.js' */
/** @import {LiveEvent} from './live.js' */
/** @import {Books, Session} from './api.js' */

/** @typedef {{show: (context: Context, parameters: string[], query: URLSearchParams) => Promise<Node>}} View */
/** @type {{path: RegExp, view: View, nav: string | null}[]} */
const ROUTES = [
  { path: /^\/$/, view: books, nav: '/' },
  { path: /^\/books\/([^/]+)$/, view: book, nav: '/' },
  { path: /^\/books\/([^/]+)\/(\d{1,9})$/, view: chapter, nav: '/' },
  { path: /^\/read\/([^/]+)(?:\/(\d{1,9}))?$/, view: read, nav: '/' },
  { path: /^\/attention$/, view: attention, nav: '/attention' },
  { path: /^\/dead-letters$/, view: deadLetters, nav: '/dead-letters' },
  { path: /^\/figures$/, view: figures, nav: '/figures' },
  { path: /^\/policies$/, view: policies, nav: '/policies' },
  { path: /^\/services$/, view: services, nav: '/services' },
  { path: /^\/audit$/, view: audit, nav: '/audit' },
];
const NAV = [['/', 'nav.books'], ['/attention', 'nav.attention'], ['/figures', 'nav.figures'], ['/policies', 'nav.policies'], ['/dead-letters', 'nav.dead'],
  ['/services', 'nav.services'], ['/audit', 'nav.audit']];
/** After `g`. @type {Record<string, string>} */
const GO = { b: '/', a: '/attention', f: '/figures', p: '/policies', d: '/dead-letters', s: '/services', u: '/audit' };
const SLOW = 250;
/** A page scrolled further than this, or with the focus in one of these, is in somebody's hands. */
const AT_TOP = 200;
const IN_HAND = '.texts, .toolbar, .trace, .tabs, .attention, input, textarea, select';

class Console {
  /**
   * @param {Words} words
   * @param {Session} session
   */
  constructor(words, session) {
    this.words = words;
    this.session = session;
    this.live = new Live(session.events);
    this.leaving = new AbortController();
    /** @type {Map<string, () => void>} */
    this.keys = new Map();
    this.main = h('main', { id: 'main', tabindex: '-1' });
    this.line = h('button', { class: 'live', type: 'button', onclick: () => this.live.again() });
    this.told = h('span', { class: 'sr', role: 'status' });
    this.stale = h('p', { class: 'news', role: 'status' });
    this.nav = h('nav', { 'aria-label': words.t('nav') });
    this.counts = { attention: 0, dead: 0 };
    this.leader = 0;
  }

  start() {
    const { words } = this;
    document.documentElement.lang = words.locale;
    replace(document.body, h('a', { class: 'skip', href: '#main', onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      this.main.focus();
    } }, words.t('skip')), this.bar(), this.told, this.main, this.stale, this.foot());
    document.addEventListener('click', (event) => this.clicked(event));
    document.addEventListener('keydown', (event) => this.pressed(event));
    addEventListener('popstate', () => void this.show(false));
    this.live.changed = () => this.drawLine();
    this.live.on((event) => {
      if (event.kind === 'counts') {
        this.counts = { attention: event.attention, dead: event.dead_letters };
        this.drawNav();
      } else if (event.kind === 'reset') {
        this.news();
      }
    }, new AbortController().signal);
    this.live.start();
    document.addEventListener('visibilitychange', () => this.live.look(!document.hidden));
    this.drawLine();
    setInterval(() => tick(words, document), 1000);
    void this.countNeeds();
    void this.show(false);
  }

  /** Once; from then on the stream tells. */
  async countNeeds() {
    try {
      const [needs, letters] = await Promise.all([get('/api/attention', { limit: 1 }), get('/api/dead-letters', { limit: 1 })]);
      this.counts = { attention: needs.total, dead: letters.open };
      this.drawNav();
    } catch {
      // The numbers beside two words of the bar; the pages themselves say what is wrong.
    }
  }

  bar() {
    const { words } = this;
    this.drawNav();
    const moon = svg('svg', { viewBox: '0 0 20 20', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6', 'aria-hidden': 'true' },
      svg('path', { d: 'M16.5 11.6A6.8 6.8 0 0 1 8.4 3.5a6.8 6.8 0 1 0 8.1 8.1Z', 'stroke-linejoin': 'round' }));
    return h('header', { class: 'bar' }, h('div', {}, h('a', { class: 'brand', href: '/' }, bookSign(), 'StoryCrew'), this.nav,
      h('div', { class: 'right' },
        h('button', { class: 'search', type: 'button', 'aria-keyshortcuts': '/', onclick: () => this.search() }, words.t('search'), h('kbd', { 'aria-hidden': 'true' }, '/')),
        this.line,
        h('button', { class: 'iconbtn', type: 'button', 'aria-label': words.t('theme'), title: words.t('theme'), onclick: () => this.turnTheme() }, moon),
        h('button', { class: 'iconbtn', type: 'button', 'aria-label': words.t('keys'), title: words.t('keys'), onclick: () => this.help() }, h('b', { 'aria-hidden': 'true' }, '?')))));
  }

  drawNav() {
    const here = ROUTES.find((route) => route.path.test(location.pathname))?.nav;
    replace(this.nav, NAV.map(([path = '/', key = '']) => {
      const count = path === '/attention' ? this.counts.attention : path === '/dead-letters' ? this.counts.dead : 0;
      return h('a', { href: path, 'aria-current': path === here ? 'page' : null, 'data-key': `nav-${path}` }, this.words.t(key),
        count > 0 ? h('span', { class: 'count' }, this.words.number(count)) : null);
    }));
  }

  foot() {
    const { words, session } = this;
    return h('footer', { class: 'foot' }, h('span', {}, words.parts('foot.you', { who: h('b', {}, said(session.name)), role: words.t(`role.${session.role}`) }), ' ', h('button', { class: 'btn quiet', type: 'button', 'data-key': 'log-out', onclick: () => void this.signOut() }, words.t('login.out'))),
      h('span', {}, words.parts('foot.model', { model: said(session.model) })), session.notional ? h('span', { class: 'notional' }, words.t('notional')) : null,
      h('span', { class: 'faint' }, said(session.version)),
      h('label', {}, h('span', { class: 'sr' }, words.t('language')), h('select', { onchange: (/** @type {Event} */ event) => {
        if (event.target instanceof HTMLSelectElement) {
          remember('language', event.target.value);
          location.reload();
        }
      } }, LANGUAGES.map((language) => h('option', { value: language, lang: language, selected: language === words.language }, NAMES[language])))),
      h('label', {}, h('span', { class: 'sr' }, words.t('theme')), h('select', { id: 'theme', onchange: (/** @type {Event} */ event) => {
        if (event.target instanceof HTMLSelectElement) {
          setTheme(event.target.value);
        }
      } }, ['system', 'light', 'dark'].map((one) => h('option', { value: one, selected: one === (recall('theme') ?? 'system') }, words.t(`theme.${one}`))))));
  }

  turnTheme() {
    setTheme(document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark');
    const choice = document.getElementById('theme');
    if (choice instanceof HTMLSelectElement) {
      choice.value = recall('theme') ?? 'system';
    }
  }

  drawLine() {
    const { words, live } = this;
    const text = words.t(`live.${live.state}`);
    if (this.line.dataset['state'] !== live.state) {
      if (this.line.dataset['state'] !== undefined || live.state === 'reconnecting') {
        this.told.textContent = words.t(`live.${live.state}.long`);
      }
      this.line.dataset['state'] = live.state;
      this.line.title = words.t(`live.${live.state}.long`);
    }
    replace(this.line, h('span', {}, text), live.state === 'live' && live.behind !== null
      ? h('span', { class: 'faint num' }, words.t('live.behind', { time: words.duration(Math.round(live.behind / 100) / 10) })) : null);
  }

  /** The page no longer shows what is: it is read again, but nothing is taken out of a person's hands; there, a button offers it. */
  news() {
    const begun = this.main.querySelector('input[type=checkbox]:checked') !== null || [...this.main.querySelectorAll('textarea')].some((one) => one.value !== '');
    if (scrollY < AT_TOP && !begun && !document.querySelector('dialog[open]') && !document.activeElement?.closest(IN_HAND)) {
      void this.show(false, true);
    } else {
      this.offer();
    }
  }

  /** Offers to read the page again. */
  offer() {
    if (!this.stale.hasChildNodes()) {
      this.stale.append(h('button', { class: 'btn', type: 'button', onclick: () => void this.show(false, true) }, this.words.t('news')));
    }
  }

  /** @param {string} path */
  go(path) {
    if (path !== location.pathname + location.search) {
      history.pushState(null, '', path);
    }
    void this.show(true);
  }

  /**
   * @param {boolean} moved a person went there, so the focus and the top of the page are what comes first
   * @param {boolean} [same] the same page is only read again
   */
  async show(moved, same = false) {
    this.leaving.abort();
    const leaving = new AbortController();
    this.leaving = leaving;
    this.keys = new Map();
    replace(this.stale);
    const { words } = this;
    const route = ROUTES.find((one) => one.path.test(location.pathname));
    this.drawNav();
    const context = /** @type {Context} */ ({
      words, session: this.session, live: this.live, signal: leaving.signal, keys: this.keys, go: (path) => this.go(path), again: () => void this.show(false, true), news: () => this.news(), offer: () => this.offer(),
      act: (spec) => openAction(context, spec), title: (title) => { document.title = `${straight(title.length > 120 ? `${title.slice(0, 120)}…` : title)} · StoryCrew`; },
    });
    const height = scrollY;
    const slow = setTimeout(() => {
      if (!same) {
        replace(this.main, h('p', { class: 'loading', role: 'status' }, words.t('loading')));
      }
    }, SLOW);
    // What is told while a page is read may be newer than what it reads.
    /** @type {LiveEvent[]} */
    const early = [];
    const reading = new AbortController();
    this.live.on((event) => early.push(event), reading.signal);
    let made;
    try {
      if (!route) {
        throw new Refused(404, { error: words.t('nopage'), todo: null, field: null, line: null });
      }
      const parameters = (route.path.exec(location.pathname) ?? []).slice(1).filter((one) => one !== undefined).map(decode);
      made = await route.view.show(context, parameters, new URLSearchParams(location.search));
    } catch (failure) {
      if (leaving.signal.aborted) {
        return;
      }
      if (failure instanceof Refused && failure.status === 401) {
        await this.logIn(failure);
        return;
      }
      context.title(words.t('trouble'));
      made = h('section', { class: 'card' }, problem(words, failure, () => context.again()));
    } finally {
      clearTimeout(slow);
      reading.abort();
    }
    if (leaving.signal.aborted) {
      return;
    }
    const key = same ? document.activeElement?.getAttribute('data-key') : null;
    replace(this.main, made);
    early.forEach((event) => this.live.tell(event));
    if (same) {
      scrollTo(0, height);
      const again = key ? [...this.main.querySelectorAll('[data-key]')].find((one) => one.getAttribute('data-key') === key) : null;
      if (again instanceof HTMLElement) {
        again.focus({ preventScroll: true });
      }
    } else if (location.hash.length > 1) {
      document.getElementById(decode(location.hash.slice(1)))?.scrollIntoView();
    } else if (moved) {
      scrollTo(0, 0);
      this.main.focus({ preventScroll: true });
    }
  }

  async signOut() {
    await leave().catch(() => undefined);
    location.assign('/');
  }

  /** @param {Refused} failure */
  async logIn(failure) {
    this.live.stop();
    const back = location.pathname + location.search;
    history.replaceState(null, '', '/login');
    document.title = `${this.words.t('login.title')} · StoryCrew`;
    replace(this.main, await login.show(this.words, failure, back));
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.hasAttribute('download')) {
      return;
    }
    const href = link.getAttribute('href') ?? '';
    if (href.startsWith('/') && !href.startsWith('/api/')) {
      event.preventDefault();
      this.go(href);
    }
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const target = event.target;
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || document.querySelector('dialog[open]')
      || (target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]'))) {
      return;
    }
    const after = Date.now() - this.leader < 1500;
    this.leader = 0;
    const destination = GO[event.key];
    if (after && destination) {
      event.preventDefault();
      this.go(destination);
      return;
    }
    /** @type {Record<string, () => void>} */
    const common = {
      g: () => { this.leader = Date.now(); }, '/': () => this.search(), '?': () => this.help(), t: () => this.turnTheme(), j: () => this.step(1), k: () => this.step(-1),
    };
    const work = this.keys.get(event.key) ?? common[event.key];
    if (work) {
      event.preventDefault();
      work();
    }
  }

  /** To the next of what the page lists. @param {number} by */
  step(by) {
    const items = [...this.main.querySelectorAll('[data-item]')].filter((one) => one instanceof HTMLElement && one.offsetParent !== null);
    const here = items.findIndex((one) => one.contains(document.activeElement));
    const next = items[here === -1 ? (by > 0 ? 0 : items.length - 1) : Math.max(0, Math.min(items.length - 1, here + by))];
    const focus = next?.matches('a, button, [tabindex]') ? next : next?.querySelector('[data-main], a, button');
    if (focus instanceof HTMLElement) {
      focus.focus();
      focus.scrollIntoView({ block: 'nearest' });
    }
  }

  help() {
    const { words } = this;
    const row = (/** @type {string[]} */ keys, /** @type {string} */ text) => h('div', {}, h('dt', {}, keys.map((key) => [h('kbd', {}, key), ' '])), h('dd', {}, words.t(text)));
    modal(words.t('keys'), (close) => [h('dl', { class: 'keylist' }, row(['/'], 'key.search'), row(['j', 'k'], 'key.step'), row(['Enter'], 'key.open'), row(['[', ']'], 'key.turn'),
      row(['d'], 'key.diff'), row(['t'], 'key.theme'), row(['g', 'b'], 'nav.books'), row(['g', 'a'], 'nav.attention'), row(['g', 'f'], 'nav.figures'),
      row(['g', 'p'], 'nav.policies'), row(['g', 'd'], 'nav.dead'), row(['g', 's'], 'nav.services'), row(['g', 'u'], 'nav.audit'), row(['?'], 'key.help'), row(['Esc'], 'key.close')),
    h('div', { class: 'foot' }, h('span', { class: 'soft' }), h('button', { class: 'btn', type: 'button', autofocus: true, onclick: close }, words.t('close')))]);
  }

  search() {
    const { words } = this;
    const input = h('input', { type: 'search', class: 'find', dir: 'auto', autocomplete: 'off', maxlength: '200', autofocus: true, 'aria-label': words.t('search'), placeholder: words.t('search.hint') });
    const list = h('ul', { class: 'found' });
    const told = h('p', { class: 'small soft', role: 'status' });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let asked = 0;
    modal(words.t('search'), (close) => {
      const find = async () => {
        asked += 1;
        const mine = asked;
        const text = input.value.trim();
        const [, name = text, number] = /^(.*?)(?:\s*\/\s*(\d{1,9}))?$/.exec(text) ?? [];
        try {
          const found = /** @type {Books} */ (await get('/api/books', { find: name, limit: 8, chapters: number ? null : 8 }));
          if (mine !== asked) {
            return;
          }
          const chapters = found.chapters.map((one) => h('li', {}, h('a', { href: pathOf(one.book, one.number), onclick: close },
            h('b', {}, said(one.title)), h('span', { class: 'soft' }, said(one.book_title), ' · ', said(`${one.book}/${one.number}`)))));
          replace(list, found.items.map((one) => h('li', {}, h('a', { href: pathOf(one.book, number ? Number(number) : undefined), onclick: close },
            h('b', {}, said(one.title || one.book)), h('span', { class: 'soft' }, said(number ? `${one.book}/${number}` : one.book))))), chapters);
          told.textContent = found.items.length + chapters.length === 0 ? words.t('search.none') : '';
        } catch (failure) {
          replace(list);
          told.textContent = failure instanceof Refused ? failure.problem.error ? sentenceOf(failure.problem.error) : words.name('status', String(failure.status)) : '';
        }
      };
      input.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(() => void find(), 150);
      });
      void find();
      return [h('form', { onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        const first = list.querySelector('a');
        if (first) {
          first.click();
        }
      } }, input, list, told)];
    });
  }
}

/** @param {string} title @param {(close: () => void) => import('./dom-types.js').Child[]} content */
function modal(title, content) {
  const opener = document.activeElement;
  const dialog = h('dialog', { 'aria-label': title });
  const close = () => dialog.close();
  dialog.append(h('div', { class: 'inner' }, h('h2', {}, title), content(close)));
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (opener instanceof HTMLElement && opener.isConnected && document.activeElement === document.body) {
      opener.focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
}

function bookSign() {
  return svg('svg', { viewBox: '0 0 20 20', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.7', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' },
    svg('path', { d: 'M10 5.2C8.2 3.7 5.6 3.2 2.5 3.4v11.2c3.1-.2 5.7.3 7.5 1.8 1.8-1.5 4.4-2 7.5-1.8V3.4c-3.1-.2-5.7.3-7.5 1.8Zm0 0v11.2' }));
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} name */
function recall(name) {
  try {
    return localStorage.getItem(`storycrew.${name}`);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} value */
function remember(name, value) {
  try {
    localStorage.setItem(`storycrew.${name}`, value);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');

/** @param {string} theme */
function setTheme(theme) {
  remember('theme', theme);
  applyTheme(theme);
}

/** @param {string} theme */
function applyTheme(theme) {
  document.documentElement.dataset['theme'] = theme === 'dark' || (theme !== 'light' && dark.matches) ? 'dark' : 'light';
  dispatchEvent(new Event('storycrew-theme'));
}

/** @param {string | null} stored @returns {Language} */
function languageOf(stored) {
  return LANGUAGES.find((one) => one === stored) ?? choose(navigator.languages);
}

async function begin() {
  applyTheme(recall('theme') ?? 'system');
  dark.addEventListener('change', () => applyTheme(recall('theme') ?? 'system'));
  const words = await load(languageOf(recall('language')));
  document.documentElement.lang = words.locale;
  try {
    const found = await readSession();
    if (location.pathname === '/login') {
      history.replaceState(null, '', '/');
    }
    new Console(words, found).start();
  } catch (failure) {
    document.title = 'StoryCrew';
    const back = location.pathname === '/login' ? '/' : location.pathname + location.search;
    const unknown = failure instanceof Refused && failure.status === 401;
    const used = location.pathname === '/login' && new URLSearchParams(location.search).get('link') === 'used';
    if (unknown) {
      history.replaceState(null, '', '/login');
      document.title = `${words.t('login.title')} · StoryCrew`;
    }
    replace(document.body, h('main', { id: 'main' }, unknown ? await login.show(words, failure, back, used) : h('section', { class: 'card' }, h('h1', { class: 'sr' }, 'StoryCrew'), problem(words, failure, () => location.reload()))));
  }
}

void begin();
