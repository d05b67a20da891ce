import { strict as assert } from 'node:assert';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES, Words, choose } from '../../../main/resources/dev/storycrew/console/pages/i18n.js';

const PAGES = new URL('../../../main/resources/dev/storycrew/console/pages/', import.meta.url);
const read = (language) => JSON.parse(readFileSync(new URL(`messages/${language}.json`, PAGES), 'utf8'));
const messages = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)]));
const forms = (message) => typeof message === 'string' ? [message] : Object.values(message);
const names = (message) => [...new Set(forms(message).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((found) => found[1])))].sort();
const words = (language) => new Words(language, messages[language], 'Europe/Berlin');

test('each language has the same messages', () => {
  for (const language of LANGUAGES) {
    assert.deepEqual(Object.keys(messages[language]), Object.keys(messages.en), language);
  }
  assert.deepEqual(readdirSync(new URL('messages/', PAGES)).sort(), LANGUAGES.map((language) => `${language}.json`).sort());
});

test('each message has the same placeholders in each language', () => {
  for (const language of LANGUAGES) {
    for (const [key, message] of Object.entries(messages.en)) {
      assert.deepEqual(names(messages[language][key]).filter((name) => name !== 'count'), names(message).filter((name) => name !== 'count'), `${language} ${key}`);
    }
  }
});

test('each plural has exactly the forms of its language, and others have none', () => {
  for (const language of LANGUAGES) {
    const categories = new Intl.PluralRules(words(language).locale).resolvedOptions().pluralCategories.sort();
    for (const [key, message] of Object.entries(messages[language])) {
      assert.equal(typeof message, typeof messages.en[key], `${language} ${key}`);
      if (typeof message === 'object') {
        assert.deepEqual(Object.keys(message).sort(), categories, `${language} ${key}`);
      }
    }
  }
});

test('no message is empty, or forgotten in English', () => {
  const same = new Set(['live.live', 'changes.between', 'changes.score', 'time.s', 'time.dh', 'time.hm']);
  for (const language of LANGUAGES) {
    for (const [key, message] of Object.entries(messages[language])) {
      assert.ok(forms(message).every((form) => form.trim() !== '' || form === ', '), `${language} ${key}`);
      if (language === 'zh' && !same.has(key)) {
        assert.ok(forms(message).some((form) => /\p{Script=Han}/u.test(form) || /^[，\W]*$/u.test(form) || ['Token'].includes(form) || !/[A-Za-z]{2}/.test(form.replace(/\{\w+\}/g, ''))), `zh ${key}: ${forms(message)}`);
      }
    }
  }
});

test('each message that a page names is there, and each one that is there is named', () => {
  const sources = ['', 'views/'].flatMap((folder) => readdirSync(new URL(folder, PAGES)).filter((name) => name.endsWith('.js')).map((name) => readFileSync(new URL(folder + name, PAGES), 'utf8'))).join('\n');
  for (const [, key] of sources.matchAll(/words\.(?:t|parts)\('([^']+)'/g)) {
    assert.ok(key in messages.en, key);
  }
  const families = [...sources.matchAll(/`([a-z]+)\.\$\{/g), ...sources.matchAll(/words\.name\('([a-z]+)'/g), ...sources.matchAll(/of\('([a-z]+)\./g)].map((found) => found[1]);
  for (const key of Object.keys(messages.en)) {
    assert.ok(sources.includes(`'${key}'`) || families.includes(key.split('.')[0]), `nobody says ${key}`);
  }
});

test('counts are said as each language counts', () => {
  assert.equal(words('en').t('chapters', { count: 1 }), '1 chapter');
  assert.equal(words('en').t('chapters', { count: 1200 }), '1,200 chapters');
  assert.equal(words('de').t('waits', { count: 1 }), '1 Kapitel wartet');
  assert.equal(words('de').t('waits', { count: 1200 }), '1.200 Kapitel warten');
  assert.equal(words('zh').t('waits', { count: 1 }), '1 章在等待');
});

test('money shows the digits that differ', () => {
  const english = words('en');
  assert.equal(english.money(0.0043), '$0.0043');
  assert.equal(english.money(0.211), '$0.211');
  assert.equal(english.money(1.5), '$1.50');
  assert.equal(english.money(0), '$0.00');
  assert.equal(english.money(null), '–');
  assert.equal(words('de').money(1234.5).replace(/\u00a0/g, ' '), '1.234,50 $');
  assert.equal(english.sum(20), '$20');
});

test('durations are short and whole', () => {
  const english = words('en');
  assert.equal(english.duration(0), '0 s');
  assert.equal(english.duration(0.3), '0.3 s');
  assert.equal(english.duration(41.4), '41 s');
  assert.equal(english.duration(59.6), '1 m 0 s');
  assert.equal(english.duration(400), '6 m 40 s');
  assert.equal(english.duration(3 * 3600 + 300), '3 h 5 m');
  assert.equal(english.duration(-5), '0 s');
  assert.equal(words('zh').duration(400), '6 分 40 秒');
});

test('a name that a newer server sends is shown as it is', () => {
  assert.equal(words('de').name('issue', 'dialogue_tags'), 'dialogue tags');
  assert.equal(words('de').name('issue', 'constructor'), 'constructor');
});

test('the language is the first of the browser’s that we have', () => {
  assert.equal(choose(['fr-CA', 'de-AT', 'en']), 'de');
  assert.equal(choose(['zh-Hant-TW']), 'zh');
  assert.equal(choose(['fr']), 'en');
  assert.equal(choose([]), 'en');
});
