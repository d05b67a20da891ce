import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { changed, compare, countWords, fold, markWords, paragraphs, runs, tally, tokens } from '../../../main/resources/dev/storycrew/console/pages/diff.js';

const shown = (blocks) => blocks.map((block) => {
  if (block.kind === 'gap') {
    return `(${block.hidden.length})`;
  }
  const mark = { same: '', removed: '-', added: '+' };
  return block.kind === 'changed' ? block.parts.map((part) => mark[part.kind] + (mark[part.kind] ? `[${part.text}]` : part.text)).join('') : mark[block.kind] + block.text;
});
const rebuilt = (blocks, left) => blocks.map((block) => (block.kind === 'changed' ? block.parts : [block]).filter((part) => part.kind !== left).map((part) => part.text).join('')).filter((text) => text !== '');

test('the shortest way is found, whatever changed', () => {
  // Against a plain table of longest common subsequences, on many small lists.
  const longest = (one, other) => {
    const table = Array.from({ length: one.length + 1 }, () => new Array(other.length + 1).fill(0));
    for (let row = one.length - 1; row >= 0; row -= 1) {
      for (let column = other.length - 1; column >= 0; column -= 1) {
        table[row][column] = one[row] === other[column] ? 1 + table[row + 1][column + 1] : Math.max(table[row + 1][column], table[row][column + 1]);
      }
    }
    return table[0][0];
  };
  let seed = 7;
  const random = (most) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % most;
  };
  for (let round = 0; round < 500; round += 1) {
    const one = Array.from({ length: random(12) }, () => random(4));
    const other = Array.from({ length: random(12) }, () => random(4));
    const way = runs(one, other);
    const before = way.filter((run) => run.kind !== 'added').flatMap((run) => one.slice(run.from, run.to));
    const after = way.flatMap((run) => (run.kind === 'added' ? other : one).slice(run.kind === 'removed' ? run.to : run.from, run.to));
    assert.deepEqual(before, one);
    assert.deepEqual(after, other);
    assert.equal(way.filter((run) => run.kind === 'same').reduce((sum, run) => sum + run.to - run.from, 0), longest(one, other));
  }
});

test('a way that is too long is not looked for', () => {
  const one = Array.from({ length: 50 }, (_, index) => index);
  assert.equal(runs(one, one.map((each) => -each - 1), 20), null);
});

test('paragraphs are parted by blank lines only', () => {
  assert.deepEqual(paragraphs('One\nand more.\r\n\r\n\n  Two. \n \n\nThree.'), ['One\nand more.', 'Two.', 'Three.']);
  assert.deepEqual(paragraphs(' \n\n'), []);
});

test('tokens joined are the text again, and each Chinese letter is a word', () => {
  for (const text of ['“Don’t,” she said. 42 %!', '柳桥雨，夜渡。Ole 走了。', '🙂 naïve Straße\u202Egnp', '']) {
    assert.equal(tokens(text).join(''), text);
  }
  assert.equal(countWords('柳桥雨，夜渡。'), 5);
  assert.equal(countWords('“Don’t,” she said.'), 3);
});

test('a word that changed is marked in its paragraph', () => {
  assert.deepEqual(shown(compare('One.\n\nThe ferry was late that morning and nobody minded.\n\nTwo.', 'One.\n\nThe ferry was early that morning and nobody minded.\n\nTwo.')),
    ['One.', 'The ferry was -[late]+[early] that morning and nobody minded.', 'Two.']);
});

test('a paragraph that is rewritten is struck whole and added whole', () => {
  const blocks = changed('The boards had been mended with wood of three ages.', 'She wanted Ole to stay, and had nothing to offer.');
  assert.deepEqual(shown(blocks), ['-The boards had been mended with wood of three ages.', '+She wanted Ole to stay, and had nothing to offer.']);
});

test('marks never alternate word by word', () => {
  const before = 'the one of the two was for the old man in the boat by the sea and he was not glad of it at all';
  const after = 'the ten of all two had for many old men in a boat near the wide sea but he is never glad about it now';
  const parts = markWords(before, after);
  const inner = (parts ?? []).slice(1, -1).filter((part) => part.kind === 'same');
  assert.ok(inner.every((part) => countWords(part.text) >= 3), JSON.stringify(parts));
});

test('paragraphs are aligned before words are: an inserted one marks nothing else', () => {
  const text = ['Alpha went down to the river at dawn.', 'Beta counted the boards of the bridge twice.', 'Gamma said nothing at all that day.'];
  assert.deepEqual(shown(compare(text.join('\n\n'), [text[0], 'A new paragraph stands between them.', ...text.slice(1)].join('\n\n'))), [text[0], '+A new paragraph stands between them.', text[1], text[2]]);
});

test('changed paragraphs find their own among new ones', () => {
  const blocks = compare('Ida counted the boards of the bridge and came to thirty-one.\n\nNobody said goodbye.', 'It rained.\n\nIda counted the boards of the bridge and came to thirty-two.\n\nThe end of it.');
  assert.deepEqual(shown(blocks), ['+It rained.', 'Ida counted the boards of the bridge and came to thirty--[one]+[two].', '-Nobody said goodbye.', '+The end of it.']);
});

test('both texts can be read out of the difference', () => {
  const before = 'A first one here.\n\nThe second one stays the same.\n\nA third that will go away.\n\nThe fourth one changes a little bit at its end.';
  const after = 'A new beginning for all.\n\nThe second one stays the same.\n\nThe fourth one changes a little bit at the very end.\n\nAnd a fifth.';
  const blocks = compare(before, after);
  assert.deepEqual(rebuilt(blocks, 'added'), paragraphs(before));
  assert.deepEqual(rebuilt(blocks, 'removed'), paragraphs(after));
});

test('an empty side is all new or all gone', () => {
  assert.deepEqual(shown(compare('', 'One.\n\nTwo.')), ['+One.', '+Two.']);
  assert.deepEqual(shown(compare('One.', '')), ['-One.']);
  assert.deepEqual(compare('', ''), []);
});

test('unchanged runs are folded, but for a paragraph beside each change', () => {
  const same = (count) => Array.from({ length: count }, (_, index) => ({ kind: 'same', text: `p${index}` }));
  const blocks = [...same(5), { kind: 'added', text: 'new' }, ...same(2), { kind: 'removed', text: 'old' }, ...same(4)];
  assert.deepEqual(shown(fold(blocks)), ['(4)', 'p4', '+new', 'p0', 'p1', '-old', 'p0', '(3)']);
});

test('one paragraph is never folded: the line in its place would be as long', () => {
  assert.deepEqual(shown(fold([{ kind: 'same', text: 'a' }, { kind: 'same', text: 'b' }, { kind: 'added', text: 'c' }])), ['a', 'b', '+c']);
});

test('words that came and went are counted', () => {
  assert.deepEqual(tally(compare('The ferry was late that morning and nobody minded.', 'The ferry was very early that morning and nobody minded.')), { added: 2, removed: 1 });
});

test('a chapter of forty thousand words, half of it rewritten, is compared', () => {
  const before = Array.from({ length: 1600 }, (_, index) => `Paragraph ${index} goes on about the harbour, the ropes, the weather, and what the old men of the quay had said of it all that year.`);
  const after = before.map((one, index) => index % 2 === 0 ? one : index % 4 === 1 ? one.replace('harbour', 'estuary') : `Something else altogether happened in place ${index * 7}.`);
  const blocks = compare(before.join('\n\n'), after.join('\n\n'));
  assert.deepEqual(rebuilt(blocks, 'removed'), after);
  assert.ok(blocks.filter((block) => block.kind === 'changed').length >= 390);
});

test('one paragraph of forty thousand words is compared too', () => {
  const words = (seed) => Array.from({ length: 40000 }, (_, index) => `w${(index * seed) % 977}`).join(' ');
  assert.equal(compare(words(3), words(5)).length > 0, true);
});
