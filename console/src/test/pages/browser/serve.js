// @ts-check
/** Serves the pages as the console does, with its headers, and an invented API that remembers what it was asked to do. */

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { extname, join, normalize } from 'node:path';
import * as world from '../fixtures/world.js';

export const PAGES = fileURLToPath(new URL('../../../main/resources/dev/storycrew/console/pages/', import.meta.url));
export const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const ROUTES = /^\/(?:$|books\/|read\/|attention$|dead-letters$|figures$|policies$|services$|audit$|login$)/;

export class Served {
  constructor() {
    this.now = Date.now();
    this.hostile = false;
    this.empty = false;
    this.role = /** @type {'viewer' | 'operator'} */ ('operator');
    this.loggedIn = true;
    /** Commands that were really given, by id. @type {Map<string, any>} */
    this.done = new Map();
    /** @type {any[]} */
    this.asked = [];
    /** How many answers to confirmed commands are lost on the way. */
    this.lose = 0;
    /** @type {string | null} */
    this.refuse = null;
    /** How many books a page of the list has at most. */
    this.pageSize = 50;
    this.streamUp = true;
    /** @type {Set<import('node:http').ServerResponse>} */
    this.streams = new Set();
    /** @type {string[]} */
    this.resumedFrom = [];
    this.event = 0;
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((failure) => {
        console.error(failure);
        response.destroy();
      });
    });
  }

  async start() {
    await new Promise((resolve) => { this.server.listen(0, '127.0.0.1', () => resolve(null)); });
    const address = /** @type {import('node:net').AddressInfo} */ (this.server.address());
    this.url = `http://127.0.0.1:${address.port}`;
    return this.url;
  }

  stop() {
    this.cut();
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Ends all streams, as a console that is stopped does. */
  cut() {
    for (const stream of this.streams) {
      stream.destroy();
    }
    this.streams.clear();
  }

  /** @param {string} name @param {unknown} data */
  tell(name, data) {
    this.event += 1;
    for (const stream of this.streams) {
      stream.write(`id: ${this.event}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  books() {
    return this.empty ? [] : [...world.books(this.now), ...(this.hostile ? [world.hostileBook(this.now)] : [])];
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  async answer(request, response) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('Content-Security-Policy', CSP);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    if (url.pathname.startsWith('/api/')) {
      await this.api(request, response, url);
      return;
    }
    const file = ROUTES.test(url.pathname) ? 'index.html' : normalize(url.pathname).replace(/^\/+/, '');
    try {
      const bytes = await readFile(join(PAGES, file));
      response.setHeader('Content-Type', TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? 'application/octet-stream');
      response.end(bytes);
    } catch {
      response.writeHead(404).end('not here');
    }
  }

  /** @param {import('node:http').ServerResponse} response @param {unknown} body @param {number} [status] */
  json(response, body, status = 200) {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  /** @param {import('node:http').ServerResponse} response @param {number} status @param {string} error @param {string | null} [todo] */
  problem(response, status, error, todo = null) {
    this.json(response, { error, todo, field: null, line: null }, status);
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {URL} url */
  async api(request, response, url) {
    const path = url.pathname.slice(5).split('/').map(decodeURIComponent);
    const [first, second, third, fourth] = path;
    if (request.method === 'POST') {
      let text = '';
      for await (const part of request) {
        text += part;
      }
      const body = JSON.parse(text || '{}');
      if (first === 'session') {
        this.loggedIn = body.token === 'a-good-token';
        this.loggedIn ? this.json(response, world.session(this.role)) : this.problem(response, 401, '');
        return;
      }
      if (request.headers['x-storycrew-token'] !== 'token-of-the-session') {
        this.problem(response, 403, 'The header X-StoryCrew-Token is missing.');
      } else if (first === 'commands') {
        this.command(response, body);
      } else if (second === 'check') {
        this.json(response, world.policyCheck(body.body));
      } else if (second === 'what-if') {
        this.json(response, { candidate: 'default', chapters: 513, decisions: 241, differing: 17, lines: [{ from: 'WRITE_ONLY', to: 'EDIT_ONLY', count: 17, usd: 1.2 }], cost_usd: 24.1, would_cost_usd: 22.9 });
      } else {
        this.problem(response, 404, 'There is no such path.');
      }
      return;
    }
    if (first === 'session') {
      this.loggedIn ? this.json(response, world.session(this.role, this.hostile)) : this.problem(response, 401, 'You have no session.', 'Open the link that ./storycrew console prints.');
      return;
    }
    if (!this.loggedIn) {
      this.problem(response, 401, 'Your session has ended.', 'Open the link that ./storycrew console prints.');
      return;
    }
    if (first === 'events') {
      this.resumedFrom.push(String(request.headers['last-event-id'] ?? url.searchParams.get('last') ?? ''));
      if (!this.streamUp) {
        this.problem(response, 503, 'The console starts.');
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      this.event += 1;
      response.write(`retry: 200\n\nid: ${this.event}\nevent: behind\ndata: {"ms": 300}\n\n`);
      this.streams.add(response);
      response.on('close', () => this.streams.delete(response));
      return;
    }
    const book = first === 'books' && second ? this.books().find((one) => one.book === second) : undefined;
    if (first === 'books' && second && !book) {
      this.problem(response, 404, `There is no book ${second}.`, './storycrew status lists all books.');
    } else if (book && third === 'chapters') {
      const number = Number(fourth);
      number < 1 || number > book.chapters ? this.problem(response, 404, `${book.title} has no chapter ${fourth}.`) : this.json(response, world.chapter(book, number, this.now));
    } else if (book && third === 'text') {
      const number = url.searchParams.get('number');
      this.json(response, world.bookText(book, number ? Number(number) : null));
    } else if (book && third === 'export') {
      response.writeHead(200, { 'Content-Disposition': 'attachment; filename="book.md"', 'Content-Type': 'text/markdown' }).end('# A book\n');
    } else if (book) {
      const limit = Number(url.searchParams.get('limit') ?? 50);
      const from = Number(url.searchParams.get('after') ?? 0);
      const items = book.strip.slice(from, from + limit).map((one) => world.chapterRow(book, one.number, this.now));
      this.json(response, { ...book, page: { items, next: from + limit < book.strip.length ? String(from + limit) : null }, held_by: book.book === 'winter-ferry' ? { who: 'jan', note: 'until the ice is gone', at: this.now - 3600000 } : null });
    } else if (first === 'books') {
      this.listBooks(response, url);
    } else if (first === 'attention') {
      this.json(response, this.empty ? { items: [], next: null, total: 0, mark: '0', longest_since: null, services: [] } : world.attention(this.now, this.hostile));
    } else if (first === 'dead-letters') {
      const all = this.empty ? [] : world.deadLetters(this.now, this.hostile).map((one) => [...this.done.values()].some((command) => command.target === one.id) ? { ...one, redriven: true, can_redrive: false, why_not: 'It was redriven already.' } : one);
      if (second) {
        const found = all.find((one) => one.id === second);
        found ? this.json(response, found) : this.problem(response, 404, `There is no dead letter ${second}.`);
      } else {
        const count = (/** @type {'reason' | 'consumer'} */ name) => Object.fromEntries(all.map((one) => [one[name], 1]));
        const items = all.filter((one) => ['reason', 'consumer'].every((name) => !url.searchParams.get(name) || url.searchParams.get(name) === one[/** @type {'reason'} */ (name)]));
        this.json(response, { items, next: null, total: items.length, open: items.filter((one) => one.can_redrive).length, by_reason: count('reason'), by_consumer: count('consumer') });
      }
    } else if (first === 'kpis') {
      const asked = url.searchParams;
      if (asked.get('format') === 'csv') {
        response.writeHead(200, { 'Content-Type': 'text/csv' }).end('period,accepted\n');
      } else {
        const found = world.kpis(asked.get('by') === 'month' ? 'month' : 'day', asked.get('from') ?? '', asked.get('to') ?? '');
        this.json(response, this.empty ? world.nothing(found) : found);
      }
    } else if (first === 'policies') {
      this.json(response, this.empty ? { ...world.policies(this.now, false), arms: [], changes: [] } : world.policies(this.now, this.hostile));
    } else if (first === 'services') {
      this.json(response, this.empty ? { items: [], brokers: 1, registry: null, topics: [] } : world.services(this.hostile));
    } else if (first === 'audit') {
      const found = world.audit(this.now, this.hostile);
      this.json(response, this.empty ? { items: [], next: null } : found);
    } else {
      this.problem(response, 404, 'There is no such path.');
    }
  }

  /** @param {import('node:http').ServerResponse} response @param {URL} url */
  listBooks(response, url) {
    const all = this.books();
    const show = url.searchParams.get('show');
    const find = (url.searchParams.get('find') ?? '').toLowerCase();
    const items = all.filter((one) => (one.title + one.book).toLowerCase().includes(find)).filter((one) => show === 'needs' ? one.needs > 0 : show === 'finished' ? one.finished_at !== null : show === 'under-way' ? one.now?.state === 'UNDER_WAY' : true);
    const from = Number(url.searchParams.get('after') ?? 0);
    const to = from + Math.min(this.pageSize, Number(url.searchParams.get('limit') ?? 50));
    this.json(response, { items: items.slice(from, to), next: to < items.length ? String(to) : null, counts: { all: all.length, needs: all.filter((one) => one.needs > 0).length, under_way: all.filter((one) => one.now?.state === 'UNDER_WAY').length, finished: all.filter((one) => one.finished_at !== null).length }, behind_ms: 300,
      chapters: find && url.searchParams.has('chapters') ? all.flatMap((one) => one.now && one.now.title.toLowerCase().includes(find) ? [{ book: one.book, book_title: one.title, number: one.now.number, title: one.now.title }] : []) : [] });
  }

  /** @param {import('node:http').ServerResponse} response @param {any} command */
  command(response, command) {
    this.asked.push(command);
    const line = `./storycrew ${command.kind} ${command.target}${command.level ? ` --level ${command.level}` : ''}${command.scenes.length > 0 ? ` --scenes ${command.scenes.join(',')}` : ''}${command.note ? ` --note "${command.note}"` : ''}`;
    const hostile = this.hostile ? world.HOSTILE : '';
    const answer = { done: false, effect: `It would ${command.kind} ${command.target}. ${hostile}`, cost_usd: 0.06, seconds: 120, keeps: ['the scene list', 'scenes 1 and 2, byte for byte'], redoes: ['draft and revision of scene 3'], command_line: line, refused: /** @type {any} */ (null) };
    if (this.refuse && (command.confirm || this.refuse !== 'late')) {
      answer.refused = { error: this.refuse === 'late' ? 'It has begun a newer run by now.' : this.refuse, todo: 'Read the chapter again.', field: null, line: null };
      answer.effect = '';
    } else if (command.confirm) {
      const first = !this.done.has(command.id);
      this.done.set(command.id, command);
      if (first && this.lose > 0) {
        this.lose -= 1;
        response.destroy();
        return;
      }
      if (this.lose > 0) {
        this.lose -= 1;
        response.destroy();
        return;
      }
      answer.done = true;
      answer.effect = `Done: ${command.kind} ${command.target}.`;
    }
    this.json(response, answer);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const served = new Served();
  served.hostile = process.argv.includes('--hostile');
  served.empty = process.argv.includes('--empty');
  console.log(await served.start());
}
