// @ts-check
/** Who does the work, and how far behind. */

import { h, said } from '../dom.js';
import { empty, sentenceOf } from '../parts.js';
import { get } from '../server.js';

/** @import {Context} from '../parts.js' */
/** @import {ServiceRow, Services} from '../api.js' */

const REFRESH = 5000;

/** @param {Context} context */
export async function show(context) {
  const { words, signal } = context;
  context.title(words.t('nav.services'));
  let body = page(context, await get('/api/services', {}, signal));
  const timer = setInterval(async () => {
    if (!document.hidden && !body.contains(document.activeElement)) {
      try {
        const fresh = page(context, await get('/api/services', {}, signal));
        body.replaceWith(fresh);
        body = fresh;
      } catch {
        // The line in the bar says that the console is out of reach; what was known stays to be seen.
      }
    }
  }, REFRESH);
  signal.addEventListener('abort', () => clearInterval(timer));
  return h('div', {}, h('div', { class: 'tools first' }, h('h1', {}, words.t('nav.services'))), body);
}

/** @param {Context} context @param {Services} found */
function page(context, found) {
  const { words } = context;
  const name = words.t('nav.services');
  return h('div', { class: 'stack' }, found.items.length === 0 ? h('section', { class: 'card' }, empty(words.t('services.none'), words.t('services.none.text'), './storycrew up')) : h('section', { class: 'card scroll', tabindex: '0', 'aria-label': words.t('scrollable', { what: name }) }, h('table', { class: 'roomy' }, h('caption', { class: 'sr' }, name),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.t('col.service')), h('th', { scope: 'col' }, words.t('state')), ['members', 'partitions', 'lag'].map((key) => h('th', { class: 'n', scope: 'col' }, words.t(`col.${key}`))), h('th', { scope: 'col' }, words.t('col.advice')))),
    h('tbody', {}, found.items.map((row) => serviceLine(context, row))))),
  h('p', { class: 'facts' }, h('span', {}, words.t('services.brokers', { count: found.brokers })), h('span', {}, words.t(found.registry === null ? 'services.noregistry' : 'services.registry'), found.registry === null ? null : [' ', h('span', { class: 'mono' }, said(found.registry))])),
  h('section', { class: 'card scroll', tabindex: '0', 'aria-label': words.t('scrollable', { what: words.t('services.topics') }) }, h('table', { class: 'roomy' }, h('caption', {}, words.t('services.topics')),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.t('col.topic')), ['partitions', 'records', 'size'].map((key) => h('th', { class: 'n', scope: 'col' }, words.t(`col.${key}`))))),
    h('tbody', {}, found.topics.map((topic) => h('tr', {}, h('th', { scope: 'row', class: 'mono' }, said(topic.name)), h('td', { class: 'n' }, words.number(topic.partitions)), h('td', { class: 'n' }, words.number(topic.records)), h('td', { class: 'n' }, topic.bytes === null ? '–' : size(context, topic.bytes))))))));
}

/** @param {Context} context @param {number} bytes */
function size(context, bytes) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes <= 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1000)));
  return `${context.words.number(bytes / 1000 ** power, power === 0 ? 0 : 1)} ${units[power]}`;
}

/** @param {Context} context @param {ServiceRow} row */
function serviceLine(context, row) {
  const { words } = context;
  const look = { UP: ['good', '✓'], ABSENT: ['bad', '✕'], BEHIND: ['warn', '▲'] }[row.state] ?? ['wait', '·'];
  return h('tr', { 'data-item': '', tabindex: '-1' }, h('th', { scope: 'row' }, words.has(`role.${row.service}`) ? [h('b', {}, words.t(`role.${row.service}`)), ' ', h('span', { class: 'mono faint' }, said(row.service))] : h('b', {}, said(row.service))),
    h('td', {}, h('span', { class: `pill ${look[0]}` }, h('span', { 'aria-hidden': 'true' }, look[1]), words.name('service', row.state))),
    h('td', { class: 'n' }, words.number(row.members)), h('td', { class: 'n' }, words.number(row.partitions)), h('td', { class: 'n' }, words.number(row.lag)), h('td', { class: 'soft', dir: 'auto' }, said(sentenceOf(row.advice))));
}
