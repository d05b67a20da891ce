// @ts-check
/** The four groups of figures: cost, quality, performance, alerts. */

import { h, newId, replace, said, svg } from '../dom.js';
import { chips, empty } from '../parts.js';
import { get } from '../server.js';
import { dayBefore } from './books.js';

/** @import {Child} from '../dom-types.js' */
/** @import {Context} from '../parts.js' */
/** @import {KpiPeriod, Kpis} from '../api.js' */

/** @typedef {{name: string, values: (number | null)[]}} Line */
/** @typedef {{title: string, lines: Line[], write: (value: number) => string, bars?: boolean, low?: number, high?: number}} Chart */

const SPANS = ['7', '30', '90', '365'];
const HEIGHT = 190;
const DAY = 86400;
const FEW = 15;

/**
 * @param {Context} context
 * @param {string[]} _parameters
 * @param {URLSearchParams} query
 */
export async function show(context, _parameters, query) {
  const { words, signal } = context;
  const span = SPANS.find((one) => one === query.get('days')) ?? '30';
  const by = span === '365' ? 'month' : 'day';
  const range = { by, from: by === 'month' ? `${dayBefore(365).slice(0, 7)}-01` : dayBefore(Number(span) - 1), to: dayBefore(0) };
  const [kpis, library] = await Promise.all([/** @type {Promise<Kpis>} */ (get('/api/kpis', range, signal)), import('../vendor/uplot/uPlot.esm.js')]);
  style();
  context.title(words.t('nav.figures'));
  const csv = `/api/kpis?${new URLSearchParams({ ...range, format: 'csv' })}`;
  const { sum } = kpis;
  const head = h('div', {}, h('div', { class: 'tools first' }, h('h1', {}, words.t('nav.figures')), chips(words.t('figures.span'), SPANS.map((one) => ({ value: one, text: words.t(`figures.${one}`) })), span,
    (value) => context.go(`/figures?days=${value}`)), h('span', { class: 'end' }, sum.notional ? h('span', { class: 'notional' }, words.t('notional')) : null, h('a', { class: 'btn', href: csv, download: `storycrew-figures-${range.from}-${range.to}.csv` }, 'CSV'))),
  h('p', { class: 'lead' }, words.t('figures.about', { from: words.fullDay(range.from), to: words.fullDay(range.to) })));
  if (sum.stage_runs === 0 && Object.values(sum.chapters).every((count) => count === 0)) {
    return h('div', {}, head, h('section', { class: 'card' }, empty(words.t('figures.none'), words.t('figures.none.text'), './storycrew audit kpis')), alerts(context));
  }
  const draw = new Charts(context, kpis, /** @type {any} */ (library).default);
  const of = (/** @type {string} */ name, /** @type {(one: KpiPeriod) => number | null} */ value) => ({ name, values: kpis.periods.map(value) });
  const money = (/** @type {number} */ value) => words.money(value);
  const share = (/** @type {number} */ value) => words.share(value);
  const whole = (/** @type {number} */ value) => words.number(value, Number.isInteger(value) ? 0 : 1);
  const names = (/** @type {(one: KpiPeriod) => Record<string, unknown>} */ value) => [...new Set(kpis.periods.flatMap((one) => Object.keys(value(one))))];
  const levels = names((one) => one.by_level);
  const spared = sum.full_retry_cost_usd - sum.retry_cost_usd;
  return h('div', {}, head,
    group(context, 'cost', [
      [words.t('figure.cost'), words.money(sum.usd_per_chapter)], [words.t('figure.cost.accepted'), words.money(sum.usd_per_accepted)], [words.t('cost'), sum.priced ? words.money(sum.cost_usd) : words.t('unpriced')],
      [words.t('figure.saved'), `${words.share(sum.saved)}${spared > 0 ? ` · ${words.money(spared)}` : ''}`],
    ], [draw.card({ title: words.t('figure.cost'), lines: [of(words.t('figure.cost'), (one) => one.usd_per_chapter), of(words.t('figure.cost.accepted'), (one) => one.usd_per_accepted)], write: money, low: 0 }),
      draw.card({ title: words.t('figure.cost.all'), lines: [of(words.t('cost'), (one) => one.cost_usd)], write: money, bars: true, low: 0 }),
      draw.card({ title: words.t('figure.saved'), lines: [of(words.t('figure.saved'), (one) => one.saved)], write: share }),
      levels.length > 0 ? draw.card({ title: words.t('figure.bylevel'), lines: levels.map((level) => of(level, (one) => one.by_level[level]?.cost_usd ?? 0)), write: money, low: 0 }) : null]),
    group(context, 'quality', [
      [words.t('figure.success'), words.share(sum.success)], [words.t('figure.accepted'), words.number(sum.chapters.accepted)], [words.t('figure.pass'), words.share(sum.judge_pass)], [words.t('figure.first_sight'), words.share(sum.pass_at_first_sight)],
    ], [draw.card({ title: words.t('figure.ended'), lines: [of(words.t('state.ACCEPTED'), (one) => one.chapters.accepted), of(words.t('state.EXHAUSTED'), (one) => one.chapters.exhausted), of(words.t('state.CANCELLED'), (one) => one.chapters.cancelled)], write: whole, low: 0 }),
      draw.card({ title: words.t('figure.passes'), lines: [of(words.t('figure.success'), (one) => one.success), of(words.t('figure.pass'), (one) => one.judge_pass), of(words.t('figure.first_sight'), (one) => one.pass_at_first_sight)], write: share, low: 0, high: 1 }),
      table(context, words.t('figure.issues'), Object.entries(sum.issues).sort((one, other) => other[1] - one[1]).map(([name, value]) => [words.name('issue', name), value]), whole),
      table(context, words.t('figure.scores'), Object.entries(sum.scores).map(([name, value]) => [words.name('score', name), value]), (value) => words.score(value), 10)]),
    group(context, 'performance', [
      [words.t('figure.takes'), words.duration(sum.seconds_per_chapter)], [words.t('figure.retries'), words.number(sum.retries)], [words.t('figure.runs'), words.number(sum.stage_runs)],
      [words.t('figure.failed'), words.share(failed(sum), 1)],
    ], [draw.card({ title: words.t('figure.takes'), lines: [of(words.t('figure.takes'), (one) => one.seconds_per_chapter)], write: (value) => words.duration(value), low: 0 }),
      draw.card({ title: words.t('figure.work'), lines: [of(words.t('figure.retries'), (one) => one.retries), of(words.t('figure.runs'), (one) => one.stage_runs), of(words.t('figure.runs.failed'), (one) => one.stage_runs_failed)], write: whole, low: 0 }),
      table(context, words.t('figure.byretries'), Object.entries(sum.chapters_by_retries).sort((one, other) => Number(one[0]) - Number(other[0])).map(([name, value]) => [words.t('figure.withretries', { count: Number(name) }), value]), whole),
      levels.length > 0 ? levelTable(context, sum) : null]),
    alerts(context, [
      [words.t('figure.escalated'), words.share(sum.escalation)], [words.t('figure.fullretries'), words.share(fullRetries(sum))],
    ], [draw.card({ title: words.t('figure.escalated'), lines: [of(words.t('figure.escalated'), (one) => one.escalation), of(words.t('figure.fullretries'), fullRetries)], write: share, low: 0, high: 1 }),
      draw.card({ title: words.t('figure.thresholds'), lines: [of(words.t('figure.success'), (one) => one.success), of(words.t('figure.pass'), (one) => one.judge_pass), of(words.t('figure.failed'), failed)], write: share, low: 0, high: 1 })]));
}

/** The share of retries that begin anew; null where there was no retry. @param {KpiPeriod} one */
export function fullRetries(one) {
  return one.retries === 0 ? null : (one.by_level['FULL_RETRY']?.retries ?? 0) / one.retries;
}

/** @param {KpiPeriod} one */
function failed(one) {
  return one.stage_runs === 0 ? null : one.stage_runs_failed / one.stage_runs;
}

/** uPlot's own style, read once it is wanted. */
function style() {
  if (!document.querySelector('link[data-charts]')) {
    document.head.append(h('link', { rel: 'stylesheet', href: '/vendor/uplot/uPlot.min.css', 'data-charts': '' }));
  }
}

/** @param {Context} context @param {string} id @param {[string, string][]} numbers @param {Child[]} cards */
function group(context, id, numbers, cards) {
  const heading = newId('group');
  return h('section', { class: 'group', id, 'aria-labelledby': heading }, h('h2', { id: heading }, context.words.t(`group.${id}`)),
    numbers.length > 0 ? h('dl', { class: 'sums card' }, numbers.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', { class: 'figure' }, value)))) : null, h('div', { class: 'charts' }, cards));
}

/** @param {Context} context @param {string} title @param {[string, number][]} rows @param {(value: number) => string} write @param {number} [full] */
function table(context, title, rows, write, full) {
  const most = full ?? Math.max(...rows.map((row) => row[1]), 1);
  return h('section', { class: 'card chart', 'aria-label': title }, h('h3', {}, title), rows.length === 0 ? h('p', { class: 'small soft' }, context.words.t('figures.nothing')) : h('table', { class: 'bars' }, h('caption', { class: 'sr' }, title),
    h('tbody', {}, rows.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, said(name)), h('td', { class: 'bar' }, svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { class: 'track', width: 100, height: 10 }), svg('rect', { class: 'retry', width: Math.max(0.5, (value * 100) / most).toFixed(1), height: 10 }))), h('td', { class: 'n' }, write(value)))))));
}

/** @param {Context} context @param {KpiPeriod} sum */
function levelTable(context, sum) {
  const { words } = context;
  const title = words.t('figure.bylevel.table');
  return h('section', { class: 'card chart', 'aria-label': title }, h('h3', {}, title), h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words.t('scrollable', { what: title }) }, h('table', {},
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.t('col.level')), ['figure.retries', 'cost', 'col.tokens', 'col.time'].map((key) => h('th', { class: 'n', scope: 'col' }, words.t(key))))),
    h('tbody', {}, Object.entries(sum.by_level).map(([level, one]) => h('tr', {}, h('th', { scope: 'row', class: 'mono' }, said(level)), h('td', { class: 'n' }, words.number(one.retries)), h('td', { class: 'n' }, words.money(one.cost_usd)),
      h('td', { class: 'n' }, words.number(one.tokens)), h('td', { class: 'n' }, words.duration(one.seconds))))))));
}

/** The figures that alerts watch, and who shows the alerts themselves. @param {Context} context @param {[string, string][]} [numbers] @param {Child[]} [cards] */
function alerts(context, numbers = [], cards = []) {
  const { words } = context;
  const section = group(context, 'alerts', numbers, cards);
  section.append(h('div', { class: 'card' }, empty(words.t('alerts.none'), words.t('alerts.none.text'), './storycrew report --week')));
  return section;
}

/**
 * Where dots are drawn: all of a few, and else those beside a gap, which a line does not show, or not as what was measured.
 * @param {(number | null)[]} values
 */
export function alone(values) {
  const all = values.flatMap((value, index) => value === null ? [] : [index]);
  return all.length < FEW ? all : all.filter((index) => values[index - 1] === null || values[index + 1] === null);
}

class Charts {
  /** @param {Context} context @param {Kpis} kpis @param {any} UPlot */
  constructor(context, kpis, UPlot) {
    this.context = context;
    this.kpis = kpis;
    this.UPlot = UPlot;
    this.at = kpis.periods.map((one) => Date.parse(one.period.length === 7 ? `${one.period}-01` : one.period) / 1000);
  }

  /** A chart, and the same as a table for those who do not see it. @param {Chart} chart */
  card(chart) {
    const { words, signal } = this.context;
    const place = h('div', { class: 'plot', role: 'img', 'aria-label': `${chart.title}: ${chart.lines.map((line) => `${line.name} ${this.lastOf(line, chart)}`).join(', ')}` });
    const box = h('section', { class: 'card chart', 'aria-label': chart.title }, h('h3', {}, chart.title), place, h('p', { class: 'lines' }, chart.lines.map((line, index) => h('span', {}, h('i', { class: `line${index % 6}` }), said(line.name), ' ', h('b', { class: 'num' }, this.lastOf(line, chart))))), this.table(chart));
    /** @type {any} */
    let plot = null;
    const draw = () => {
      if (signal.aborted) {
        return;
      }
      const width = Math.floor(place.clientWidth);
      if (width > 40) {
        plot?.destroy();
        replace(place);
        plot = new this.UPlot(this.options(chart, width), [this.at, ...chart.lines.map((line) => line.values)], place);
      }
    };
    let former = 0;
    const watch = new ResizeObserver(() => {
      if (Math.abs(place.clientWidth - former) > 1) {
        former = place.clientWidth;
        requestAnimationFrame(draw);
      }
    });
    watch.observe(place);
    addEventListener('storycrew-theme', draw, { signal });
    signal.addEventListener('abort', () => {
      watch.disconnect();
      plot?.destroy();
    });
    return box;
  }

  /** @param {Line} line @param {Chart} chart */
  lastOf(line, chart) {
    const value = line.values.filter((one) => one !== null).pop();
    return value === undefined ? '–' : chart.write(value);
  }

  /** @param {Chart} chart */
  table(chart) {
    const { words } = this.context;
    const place = h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words.t('scrollable', { what: chart.title }) });
    const details = h('details', { ontoggle: () => {
      if (details.open && place.childElementCount === 0) {
        place.append(h('table', {}, h('caption', { class: 'sr' }, chart.title), h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, words.t(`col.${this.kpis.by}`)), chart.lines.map((line) => h('th', { class: 'n', scope: 'col' }, said(line.name))))),
          h('tbody', {}, this.kpis.periods.map((one, index) => h('tr', {}, h('th', { scope: 'row' }, words.period(one.period)), chart.lines.map((line) => h('td', { class: 'n' }, line.values[index] === null || line.values[index] === undefined ? '–' : chart.write(line.values[index]))))).reverse())));
      }
    } }, h('summary', {}, words.t('figures.table')), place);
    return details;
  }

  /** @param {Chart} chart @param {number} width */
  options(chart, width) {
    const { words } = this.context;
    const css = getComputedStyle(document.documentElement);
    const colour = (/** @type {string} */ name) => css.getPropertyValue(name).trim();
    const ink = ['--accent', '--warn', '--good', '--held', '--bad', '--faint'].map(colour);
    const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3], [1, 2], [10, 4]];
    const month = this.kpis.by === 'month';
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px Inter, sans-serif' };
    return {
      width, height: HEIGHT, legend: { show: false }, cursor: { drag: { setScale: false, x: false, y: false }, points: { size: 6 } },
      tzDate: (/** @type {number} */ at) => this.UPlot.tzDate(new Date(at * 1000), 'UTC'), padding: [8, 10, 0, 0],
      scales: { x: { time: true, range: (/** @type {any} */ _plot, /** @type {number} */ low, /** @type {number} */ high) => {
        const edge = (month ? 15 * DAY : DAY / 2);
        return [low - edge, high + edge];
      } }, y: { range: (/** @type {any} */ _plot, /** @type {number | null} */ low, /** @type {number | null} */ high) => {
        const bottom = chart.low ?? Math.min(low ?? 0, 0);
        const top = chart.high ?? ((high ?? 0) <= bottom ? bottom + 1 : (high ?? 0) + ((high ?? 0) - bottom) * 0.08);
        return [bottom, top];
      } } },
      axes: [{ ...axis, grid: { show: false }, size: 26, space: 70, values: (/** @type {any} */ _plot, /** @type {number[]} */ splits) => splits.map((at) => words.period(new Date(at * 1000).toISOString().slice(0, month ? 7 : 10))) },
        { ...axis, size: 64, space: 40, values: (/** @type {any} */ _plot, /** @type {number[]} */ splits) => splits.map((value) => chart.write(value)) }],
      series: [{}, ...chart.lines.map((line, index) => ({
        label: line.name, stroke: ink[index % ink.length], width: 2, dash: dashes[index % dashes.length], spanGaps: true, points: { show: false, filter: () => alone(line.values), size: 5, fill: ink[index % ink.length] },
        ...(chart.bars ? { paths: this.UPlot.paths.bars({ size: [0.7, 40] }), fill: ink[index % ink.length], width: 0, points: { show: false, filter: null } } : {}),
      }))],
    };
  }
}
