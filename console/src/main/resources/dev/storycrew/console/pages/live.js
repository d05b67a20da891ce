// @ts-check
/**
 * The one event stream of this tab. It resumes where it was, also when the browser gives an EventSource up, and never stands in the page's way. A tab that nobody
 * sees lets it go: a browser has six connections to a server, for all its tabs.
 */

/** @import {CardEvent} from './api.js' */

/** @typedef {{kind: 'card', card: CardEvent} | {kind: 'counts', attention: number, mark: string, dead_letters: number} | {kind: 'reset'}} LiveEvent */
/** @typedef {'connecting' | 'live' | 'reconnecting' | 'ended'} State */

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const UNSEEN = 20000;

export class Live {
  /**
   * @param {string} begin the last event before anything was read, which the session knows; empty for none
   * @param {(path: string) => EventSource} [open]
   */
  constructor(begin, open = (path) => new EventSource(path)) {
    this.open = open;
    /** @type {State} */
    this.state = 'connecting';
    /** @type {number | null} */
    this.behind = null;
    this.last = begin;
    this.tries = 0;
    /** @type {EventSource | null} */
    this.source = null;
    /** @type {Set<(event: LiveEvent) => void>} */
    this.listeners = new Set();
    /** @type {WeakSet<(event: LiveEvent) => void>} those that have thrown */
    this.failed = new WeakSet();
    /** @type {() => void} */
    this.changed = () => undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.unseen = undefined;
  }

  start() {
    this.connect();
  }

  stop() {
    clearTimeout(this.timer);
    clearTimeout(this.unseen);
    this.source?.close();
    this.source = null;
    this.turn('ended');
  }

  /** @param {boolean} seen whether somebody sees the page */
  look(seen) {
    clearTimeout(this.unseen);
    if (!seen && this.state !== 'ended') {
      this.unseen = setTimeout(() => {
        clearTimeout(this.timer);
        this.source?.close();
        this.source = null;
        this.turn('connecting');
      }, UNSEEN);
    } else if (seen && this.source === null && this.state === 'connecting') {
      this.connect();
    }
  }

  /** Tries again at once, for somebody who does not want to wait. */
  again() {
    if (this.state === 'reconnecting') {
      clearTimeout(this.timer);
      this.source?.close();
      this.connect();
    }
  }

  /**
   * @param {(event: LiveEvent) => void} listener
   * @param {AbortSignal} signal
   */
  on(listener, signal) {
    this.listeners.add(listener);
    signal.addEventListener('abort', () => this.listeners.delete(listener), { once: true });
  }

  connect() {
    const source = this.open(this.last === '' ? '/api/events' : `/api/events?last=${encodeURIComponent(this.last)}`);
    this.source = source;
    source.addEventListener('open', () => {
      this.tries = 0;
      this.turn('live');
    });
    source.addEventListener('error', () => {
      if (this.source !== source) {
        return;
      }
      this.turn('reconnecting');
      if (source.readyState === EventSource.CLOSED) {
        const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.tries);
        this.tries += 1;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.connect(), wait);
      }
    });
    this.hear(source, 'card', (data) => ({ kind: 'card', card: data }));
    this.hear(source, 'counts', (data) => ({ kind: 'counts', attention: Number(data.attention), mark: String(data.mark), dead_letters: Number(data.dead_letters) }));
    this.hear(source, 'reset', () => ({ kind: 'reset' }));
    this.hear(source, 'behind', (data) => {
      this.behind = Number(data.ms);
      this.changed();
      return null;
    });
  }

  /**
   * @param {EventSource} source
   * @param {string} name
   * @param {(data: any) => LiveEvent | null} read
   */
  hear(source, name, read) {
    source.addEventListener(name, (event) => {
      const message = /** @type {MessageEvent<string>} */ (event);
      this.last = message.lastEventId || this.last;
      let told;
      try {
        told = read(JSON.parse(message.data || '{}'));
      } catch {
        // What cannot be read is as good as missed.
        told = /** @type {LiveEvent} */ ({ kind: 'reset' });
      }
      if (told !== null) {
        this.tell(told);
      }
    });
  }

  /** @param {LiveEvent} event */
  tell(event) {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        // The others hear it all the same; one that fails each time is told of once.
        if (!this.failed.has(listener)) {
          this.failed.add(listener);
          console.error(error);
        }
      }
    }
  }

  /** @param {State} state */
  turn(state) {
    if (this.state !== state) {
      this.state = state;
      this.changed();
    }
  }
}
