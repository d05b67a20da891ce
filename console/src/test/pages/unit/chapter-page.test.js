import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { sameAs } from '../../../main/resources/dev/storycrew/console/pages/views/chapter-page.js';

const row = { number: 1, title: 'Salt', state: 'UNDER_WAY', stage: 'judge', run: 1, attempt: 0, path: [], score: null, cost_usd: 0.1, priced: true, saved: null, requested_at: 1, started_at: 2,
  ended_at: null, changed_at: 3, needs: null };

test('a chapter that ended at the time of its last record is news all the same', () => {
  assert.equal(sameAs(row, { ...row, started_at: null, state: 'EXHAUSTED' }), false);
});

test('what the page shows already is no news, though a list does not know when the chapter was started', () => {
  assert.equal(sameAs(row, { ...row, started_at: null }), true);
});
