import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { isOwn, straight } from '../../../main/resources/dev/storycrew/console/pages/dom.js';
import { lang, pathOf, sentenceOf } from '../../../main/resources/dev/storycrew/console/pages/parts.js';
import { alone } from '../../../main/resources/dev/storycrew/console/pages/views/figures.js';

test('a server’s words are a sentence, and a name at the beginning stays', () => {
  assert.equal(sentenceOf('you are not logged in, or no longer'), 'You are not logged in, or no longer.');
  assert.equal(sentenceOf('words-per-chapter is -3'), 'words-per-chapter is -3.');
  assert.equal(sentenceOf('rules[0].level: there is no level X'), 'rules[0].level: there is no level X.');
  assert.equal(sentenceOf('Nothing is lost.'), 'Nothing is lost.');
  assert.equal(sentenceOf('start another: ./storycrew stage edit'), 'Start another: ./storycrew stage edit');
  assert.equal(sentenceOf(null), '');
});

test('only the console’s own addresses are followed', () => {
  for (const own of ['/', '/books/a?b=c', '#figures', 'blob:http://127.0.0.1/1']) {
    assert.equal(isOwn(own), true, own);
  }
  for (const other of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '/a\nb', '']) {
    assert.equal(isOwn(other), false, other);
  }
});

test('a book’s name cannot leave its place in an address', () => {
  assert.equal(pathOf('../audit?x#y', 3), '/books/..%2Faudit%3Fx%23y/3');
});

test('marks of direction are taken where they cannot be isolated, and nothing else is', () => {
  assert.equal(straight('a\u202Eb\u2066c שלום'), 'abc שלום');
});

test('what is no language is no language', () => {
  assert.equal(lang('zh-Hant'), 'zh-Hant');
  assert.equal(lang('x-<b>'), null);
});

test('a line is dots where it is short, and where a day stands beside a gap', () => {
  const days = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => index);
  assert.deepEqual(alone([null, null, 3, null]), [2]);
  assert.deepEqual(alone([5]), [0]);
  assert.deepEqual(alone([]), []);
  assert.deepEqual(alone(days(40)), []);
  assert.deepEqual(alone([...days(20), null, 7, null, ...days(20)]), [19, 21, 23]);
});

test('a text cannot turn what stands around it, whatever it leaves open', () => {
  assert.equal(straight('a\u202eb\u2066c\u2069\u2069\u202cd\u2029e\u0085f'), 'abcd e f');
  assert.equal(straight('שלום\u200f, «مرحبا»\u200e'), 'שלום\u200f, «مرحبا»\u200e');
});
