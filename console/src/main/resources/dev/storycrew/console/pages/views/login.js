// @ts-check
/** What one sees without a session: how to get one. */

import { h, said } from '../dom.js';
import { commandLine, sentence, sentenceOf } from '../parts.js';
import { Refused, post } from '../server.js';

/** @import {Words} from '../i18n.js' */

/**
 * @param {Words} words
 * @param {Refused | null} failure
 * @param {string} back where to go on
 * @param {boolean} [used] a login link was opened that does not hold any more
 * @returns {Promise<Node>}
 */
export async function show(words, failure, back, used = false) {
  const token = h('input', { type: 'password', autocomplete: 'current-password', class: 'find', required: true, maxlength: '500' });
  const told = h('p', { class: 'refusal', role: 'alert' });
  const button = h('button', { class: 'btn primary', type: 'submit' }, words.t('login.go'));
  const todo = failure?.problem.todo;
  return h('section', { class: 'card login' }, h('h1', {}, words.t('login.title')), h('p', {}, words.t(used ? 'login.used' : 'login.why')),
    todo ? h('p', {}, said(sentenceOf(todo))) : h('p', { class: 'soft' }, words.t('login.how')), todo ? null : commandLine('./storycrew console'),
    h('form', { onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      button.disabled = true;
      told.textContent = '';
      try {
        await post('/api/session', { token: token.value });
        location.replace(back);
      } catch (refused) {
        told.textContent = refused instanceof Refused && refused.status === 401 && !refused.problem.error ? words.t('login.wrong') : sentence(words, refused);
        token.value = '';
        token.focus();
      } finally {
        button.disabled = false;
      }
    } }, h('label', { class: 'small field' }, h('span', { class: 'soft' }, words.t('login.token')), token), told, h('div', { class: 'foot' }, h('span', { class: 'soft' }), button)));
}
