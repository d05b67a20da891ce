// @ts-check
/** Words, numbers, money and times in the reader's language. Messages are in messages/*.json: a string, or one for each plural category of `count`. */

/** @import {Child} from './dom-types.js' */

/** @typedef {string | Record<string, string>} Message */
/** @typedef {Record<string, Message>} Messages */

export const LANGUAGES = /** @type {const} */ (['en', 'zh', 'de']);
/** @typedef {typeof LANGUAGES[number]} Language */

/** Each language in its own words. */
export const NAMES = { en: 'English', zh: '中文', de: 'Deutsch' };

const LOCALES = { en: 'en-GB', zh: 'zh-CN', de: 'de-DE' };

/**
 * The first of the browser's languages that we have.
 * @param {readonly string[]} wanted
 * @returns {Language}
 */
export function choose(wanted) {
  for (const one of wanted) {
    const base = one.toLowerCase().split('-')[0];
    const found = LANGUAGES.find((language) => language === base);
    if (found) {
      return found;
    }
  }
  return 'en';
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

export class Words {
  /**
   * @param {Language} language
   * @param {Messages} messages
   * @param {string} [timeZone] for tests; otherwise the browser's
   */
  constructor(language, messages, timeZone) {
    this.language = language;
    this.messages = messages;
    this.locale = LOCALES[language];
    this.zone = timeZone;
    this.rules = new Intl.PluralRules(this.locale);
    /** @type {Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.ListFormat | Intl.DisplayNames>} */
    this.formats = new Map();
  }

  /** @param {string} key */
  has(key) {
    return Object.hasOwn(this.messages, key);
  }

  /**
   * The message with its placeholders still in it.
   * @param {string} key
   * @param {Record<string, unknown>} values
   */
  pattern(key, values) {
    const message = this.messages[key];
    if (message === undefined) {
      throw new Error(`no message ${key} in ${this.language}`);
    }
    if (typeof message === 'string') {
      return message;
    }
    const category = this.rules.select(Number(values['count']));
    return message[category] ?? message['other'] ?? '';
  }

  /**
   * A message as text. `count` chooses the plural and is written as a number.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  t(key, values = {}) {
    return this.pattern(key, values).replace(/\{(\w+)\}/g, (_, name) => this.value(values[name], key, name));
  }

  /**
   * A message with elements in it.
   * @param {string} key
   * @param {Record<string, Child>} values
   * @returns {Child[]}
   */
  parts(key, values) {
    return this.pattern(key, values).split(/(\{\w+\})/).map((part) => {
      if (!/^\{\w+\}$/.test(part)) {
        return part;
      }
      const value = values[part.slice(1, -1)];
      return value instanceof Node ? value : this.value(/** @type {string | number} */ (value), key, part);
    });
  }

  /**
   * @param {string | number | undefined} value
   * @param {string} key
   * @param {string} name
   */
  value(value, key, name) {
    if (value === undefined) {
      throw new Error(`message ${key} lacks a value for ${name}`);
    }
    return typeof value === 'number' ? this.number(value) : value;
  }

  /**
   * @template {Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.ListFormat | Intl.DisplayNames} T
   * @param {string} name
   * @param {() => T} make
   * @returns {T}
   */
  format(name, make) {
    let found = this.formats.get(name);
    if (!found) {
      found = make();
      this.formats.set(name, found);
    }
    return /** @type {T} */ (found);
  }

  /** @param {number} value @param {number} [digits] */
  number(value, digits = 0) {
    const least = digits;
    return this.format(`n${digits}`, () => new Intl.NumberFormat(this.locale, { minimumFractionDigits: least, maximumFractionDigits: Math.max(digits, 0) }))
      .format(value);
  }

  /** US dollars; four digits below ten cents, where a chapter's steps differ. @param {number | null} usd */
  money(usd) {
    if (usd === null) {
      return '–';
    }
    const size = Math.abs(usd);
    const digits = size === 0 || size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    return this.format(`$${digits}`, () => new Intl.NumberFormat(this.locale, {
      style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits,
    })).format(usd);
  }

  /** A sum that somebody set: without cents where there are none. @param {number} usd */
  sum(usd) {
    return this.format(usd % 1 === 0 ? '$whole' : '$cents', () => new Intl.NumberFormat(this.locale, {
      style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: usd % 1 === 0 ? 0 : 2, maximumFractionDigits: 2,
    })).format(usd);
  }

  /** What something will cost about: two digits are as much as an estimate knows. @param {number} usd */
  about(usd) {
    return this.format('$about', () => new Intl.NumberFormat(this.locale, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', maximumSignificantDigits: 2 })).format(usd);
  }

  /** A share of 0 to 1 in per cent. @param {number | null} share @param {number} [digits] */
  share(share, digits = 0) {
    return share === null ? '–' : this.format(`%${digits}`, () => new Intl.NumberFormat(this.locale, {
      style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits,
    })).format(share);
  }

  /** A score of 0 to 10. @param {number | null} score */
  score(score) {
    return score === null ? '–' : this.format('score', () => new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 })).format(score);
  }

  /** How long: "41 s", "3 m 20 s", "2 h 5 m", "3 d 4 h". @param {number | null} seconds */
  duration(seconds) {
    if (seconds === null) {
      return '–';
    }
    const whole = Math.max(0, seconds);
    if (whole < 10) {
      return this.t('time.s', { s: this.number(whole, whole % 1 >= 0.05 && whole % 1 <= 0.95 ? 1 : 0) });
    }
    const round = Math.round(whole);
    if (round < MINUTE) {
      return this.t('time.s', { s: round });
    }
    if (round < HOUR) {
      return this.t('time.ms', { m: Math.floor(round / MINUTE), s: round % MINUTE });
    }
    if (round < DAY) {
      return this.t('time.hm', { h: Math.floor(round / HOUR), m: Math.floor((round % HOUR) / MINUTE) });
    }
    return this.t('time.dh', { d: Math.floor(round / DAY), h: Math.floor((round % DAY) / HOUR) });
  }

  /** Roughly how long, for "42 minutes ago". @param {number} at @param {number} now */
  ago(at, now) {
    const seconds = (at - now) / 1000;
    const format = this.format('ago', () => new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto' }));
    const size = Math.abs(seconds);
    if (size < MINUTE) {
      return format.format(Math.round(seconds), 'second');
    }
    if (size < HOUR) {
      return format.format(Math.round(seconds / MINUTE), 'minute');
    }
    return size < DAY ? format.format(Math.round(seconds / HOUR), 'hour') : format.format(Math.round(seconds / DAY), 'day');
  }

  /** Day and time to the second. @param {number} at */
  instant(at) {
    return this.format('instant', () => new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: this.zone })).format(at);
  }

  /** The time if it is today, else day and time. @param {number} at @param {number} now */
  clock(at, now) {
    const day = this.format('day', () => new Intl.DateTimeFormat(this.locale, { dateStyle: 'short', timeZone: this.zone }));
    if (day.format(at) === day.format(now)) {
      return this.format('clock', () => new Intl.DateTimeFormat(this.locale, { timeStyle: 'short', timeZone: this.zone })).format(at);
    }
    return this.format('dayclock', () => new Intl.DateTimeFormat(this.locale, {
      weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: this.zone,
    })).format(at);
  }

  /** A period of the figures, `2026-11-24` or `2026-11`. @param {string} period */
  period(period) {
    const [year = 0, month = 1, day] = period.split('-').map(Number);
    const at = Date.UTC(year, month - 1, day ?? 1);
    return day === undefined
      ? this.format('month', () => new Intl.DateTimeFormat(this.locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })).format(at)
      : this.format('date', () => new Intl.DateTimeFormat(this.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })).format(at);
  }

  /** The same with its year. @param {string} day `2026-11-24` */
  fullDay(day) {
    const [year = 0, month = 1, of = 1] = day.split('-').map(Number);
    return this.format('fullday', () => new Intl.DateTimeFormat(this.locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })).format(Date.UTC(year, month - 1, of));
  }

  /** @param {string[]} items */
  list(items) {
    return this.format('list', () => new Intl.ListFormat(this.locale, { type: 'conjunction' })).format(items);
  }

  /** A language's name, as the reader calls it. @param {string} code */
  languageName(code) {
    try {
      return this.format('languages', () => new Intl.DisplayNames([this.locale], { type: 'language' })).of(code) ?? code;
    } catch {
      return code;
    }
  }

  /**
   * The word for a name out of the API, or the name itself if a newer server sends one that we do not know.
   * @param {string} family
   * @param {string} name
   */
  name(family, name) {
    const key = `${family}.${name}`;
    return this.has(key) ? this.t(key) : name.replaceAll('_', ' ');
  }
}

/**
 * @param {Language} language
 * @returns {Promise<Words>}
 */
export async function load(language) {
  const answer = await fetch(`/messages/${language}.json`);
  if (!answer.ok) {
    throw new Error(`messages/${language}.json: ${answer.status}`);
  }
  return new Words(language, await answer.json());
}
