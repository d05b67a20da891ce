import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Live } from '../../../main/resources/dev/storycrew/console/pages/live.js';

globalThis.EventSource ??= { CLOSED: 2 };

class Stream {
  constructor(path) {
    this.path = path;
    this.readyState = 0;
    this.listeners = {};
  }

  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }

  tell(name, data, id = '') {
    this.listeners[name]({ data: typeof data === 'string' ? data : JSON.stringify(data), lastEventId: id });
  }

  close() {
    this.readyState = 2;
  }
}

const started = () => {
  const streams = [];
  const live = new Live('', (path) => {
    streams.push(new Stream(path));
    return streams.at(-1);
  });
  const heard = [];
  live.on((event) => heard.push(event), new AbortController().signal);
  live.start();
  return { live, streams, heard };
};

test('what the browser gives up is opened again after the last event, later each time', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { live, streams } = started();
  streams[0].tell('open', {});
  streams[0].tell('counts', { attention: 1, dead_letters: 0 }, 'a 7');
  streams[0].close();
  streams[0].tell('error', {});
  assert.equal(live.state, 'reconnecting');
  t.mock.timers.tick(1000);
  assert.equal(streams[1].path, '/api/events?last=a%207');
  streams[1].close();
  streams[1].tell('error', {});
  t.mock.timers.tick(1500);
  assert.equal(streams.length, 2, 'the second wait is longer');
  t.mock.timers.tick(500);
  streams[2].tell('open', {});
  assert.equal(live.state, 'live');
});

test('the first stream begins where the session did, so that nothing told since is missed', () => {
  const streams = [];
  new Live('a-7', (path) => {
    streams.push(new Stream(path));
    return streams.at(-1);
  }).start();

  assert.equal(streams[0].path, '/api/events?last=a-7');
});

test('while the browser tries by itself nobody opens a second stream', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { live, streams } = started();
  streams[0].tell('error', {});
  t.mock.timers.tick(60_000);
  assert.equal(streams.length, 1);
  assert.equal(live.state, 'reconnecting');
});

test('a tab that nobody sees lets its connection go, and takes it up where it was', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { live, streams } = started();
  streams[0].tell('open', {});
  streams[0].tell('behind', { ms: 12 }, '9');
  live.look(false);
  t.mock.timers.tick(10_000);
  live.look(true);
  assert.equal(streams.length, 1, 'a short look away changes nothing');
  live.look(false);
  t.mock.timers.tick(20_000);
  assert.equal(streams[0].readyState, 2);
  live.look(true);
  assert.equal(streams[1].path, '/api/events?last=9');
});

test('an event that cannot be read is as good as missed', () => {
  const { streams, heard } = started();
  streams[0].tell('card', '{"book":');
  assert.deepEqual(heard, [{ kind: 'reset' }]);
});

test('a listener whose page was left hears nothing more', () => {
  const { live, streams } = started();
  const left = new AbortController();
  const late = [];
  live.on((event) => late.push(event), left.signal);
  left.abort();
  streams[0].tell('reset', {});
  assert.deepEqual(late, []);
});

test('a listener that fails keeps no other from hearing, and is told of once', (t) => {
  const told = t.mock.method(console, 'error', () => undefined);
  const { live, streams } = started();
  const heard = [];
  live.on(() => {
    throw new Error('broken page');
  }, new AbortController().signal);
  live.on((event) => heard.push(event.kind), new AbortController().signal);
  streams[0].tell('reset', {});
  streams[0].tell('reset', {});
  assert.deepEqual(heard, ['reset', 'reset']);
  assert.equal(told.mock.callCount(), 1);
});
