// @ts-check
/**
 * What changed in prose. Paragraphs are aligned first; within two paragraphs that belong together words are marked, but only where most of the paragraph stayed, since
 * nobody can read a text that alternates word by word. Pure functions.
 */

/** @typedef {{kind: 'same' | 'added' | 'removed', text: string}} Part */
/** @typedef {Part | {kind: 'changed', parts: Part[]}} Block */
/** @typedef {Block | {kind: 'gap', hidden: Block[]}} Folded */

/** At least this share of the words of both must be common for words to be marked. */
const SIMILAR = 0.5;
/** A common run of fewer words than this between two changes belongs to the change. */
const SHORTEST_RUN = 3;
/** So many differences at most are looked for within a paragraph, and among paragraphs; beyond that all counts as rewritten. */
const MOST_DIFFERENCES = 1500;
const MOST_PARAGRAPHS = 4000;
/** So many pairs of paragraphs at most are compared in one gap. */
const MOST_PAIRS = 20000;
/** Unchanged paragraphs that stay to be seen beside a change. */
const CONTEXT = 1;

/**
 * @param {string} text
 * @returns {string[]}
 */
export function paragraphs(text) {
  return text.split(/\r?\n[ \t]*(?:\r?\n[ \t]*)+/).map((one) => one.trim()).filter((one) => one !== '');
}

// A letter of a script that writes no spaces is a word of its own.
const TOKENS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}’'])+|\s+|[^\p{L}\p{M}\p{N}\s]/gu;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Words, spaces and signs; joined they are the text again.
 * @param {string} text
 * @returns {string[]}
 */
export function tokens(text) {
  return text.match(TOKENS) ?? [];
}

/** @param {string} text */
export function countWords(text) {
  let count = 0;
  for (const token of tokens(text)) {
    if (WORD.test(token)) {
      count += 1;
    }
  }
  return count;
}

/**
 * The shortest way from one list to the other (Myers), as runs; null if it is longer than `most`.
 * @param {readonly (string | number)[]} before
 * @param {readonly (string | number)[]} after
 * @param {number} [most]
 * @returns {{kind: 'same' | 'removed' | 'added', from: number, to: number}[] | null} positions in `before` for same and removed, in `after` for added
 */
export function runs(before, after, most = MOST_DIFFERENCES) {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail += 1;
  }
  const rows = before.length - head - tail;
  const columns = after.length - head - tail;
  const steps = middle(before, after, head, rows, columns, most);
  if (steps === null) {
    return null;
  }
  /** @type {{kind: 'same' | 'removed' | 'added', from: number, to: number}[]} */
  const found = [];
  /** @param {'same' | 'removed' | 'added'} kind @param {number} from @param {number} to */
  const add = (kind, from, to) => {
    const last = found[found.length - 1];
    if (from === to) {
      return;
    }
    if (last && last.kind === kind && last.to === from) {
      last.to = to;
    } else {
      found.push({ kind, from, to });
    }
  };
  add('same', 0, head);
  for (const step of steps) {
    add(step.kind, step.at + head, step.at + head + 1);
  }
  add('same', before.length - tail, before.length);
  return found;
}

/**
 * @param {readonly (string | number)[]} before
 * @param {readonly (string | number)[]} after
 * @param {number} head
 * @param {number} rows
 * @param {number} columns
 * @param {number} most
 * @returns {{kind: 'same' | 'removed' | 'added', at: number}[] | null}
 */
function middle(before, after, head, rows, columns, most) {
  const limit = Math.min(rows + columns, most);
  /** @type {Int32Array[]} */
  const trace = [];
  let reached = new Int32Array(2 * limit + 3);
  const middleOf = limit + 1;
  for (let distance = 0; distance <= limit; distance += 1) {
    trace.push(reached.slice(middleOf - distance - 1, middleOf + distance + 2));
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const left = reached[middleOf + diagonal - 1] ?? 0;
      const above = reached[middleOf + diagonal + 1] ?? 0;
      let row = diagonal === -distance || (diagonal !== distance && left < above) ? above : left + 1;
      while (row < rows && row - diagonal < columns && before[head + row] === after[head + row - diagonal]) {
        row += 1;
      }
      reached[middleOf + diagonal] = row;
      if (row >= rows && row - diagonal >= columns) {
        return walkBack(trace, distance, rows, columns);
      }
    }
  }
  return null;
}

/**
 * @param {Int32Array[]} trace
 * @param {number} distance
 * @param {number} rows
 * @param {number} columns
 */
function walkBack(trace, distance, rows, columns) {
  /** @type {{kind: 'same' | 'removed' | 'added', at: number}[]} */
  const steps = [];
  let row = rows;
  let column = columns;
  for (let left = distance; left > 0; left -= 1) {
    const reached = /** @type {Int32Array} */ (trace[left]);
    const at = (/** @type {number} */ diagonal) => reached[diagonal + left + 1] ?? 0;
    const diagonal = row - column;
    const down = diagonal === -left || (diagonal !== left && at(diagonal - 1) < at(diagonal + 1));
    const formerDiagonal = down ? diagonal + 1 : diagonal - 1;
    const formerRow = at(formerDiagonal);
    const formerColumn = formerRow - formerDiagonal;
    while (row > formerRow && column > formerColumn) {
      row -= 1;
      column -= 1;
      steps.push({ kind: 'same', at: row });
    }
    if (down) {
      column -= 1;
      steps.push({ kind: 'added', at: column });
    } else {
      row -= 1;
      steps.push({ kind: 'removed', at: row });
    }
  }
  while (row > 0) {
    row -= 1;
    steps.push({ kind: 'same', at: row });
  }
  return steps.reverse();
}

/**
 * The share of words that two paragraphs have in common, whatever their order: quick, and enough to know which belong together.
 * @param {Map<string, number>} one
 * @param {Map<string, number>} other
 */
function likeness(one, other) {
  let common = 0;
  let size = 0;
  for (const [word, count] of one) {
    common += Math.min(count, other.get(word) ?? 0);
    size += count;
  }
  let otherSize = 0;
  for (const count of other.values()) {
    otherSize += count;
  }
  return size + otherSize === 0 ? 0 : (2 * common) / (size + otherSize);
}

/** @param {string} text */
function bag(text) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const token of tokens(text)) {
    if (WORD.test(token)) {
      const word = token.toLowerCase();
      found.set(word, (found.get(word) ?? 0) + 1);
    }
  }
  return found;
}

/**
 * Two texts, paragraph by paragraph.
 * @param {string} before
 * @param {string} after
 * @returns {Block[]}
 */
export function compare(before, after) {
  const old = paragraphs(before);
  const fresh = paragraphs(after);
  const way = runs(old, fresh, MOST_PARAGRAPHS) ?? [{ kind: /** @type {const} */ ('removed'), from: 0, to: old.length }, { kind: /** @type {const} */ ('added'), from: 0, to: fresh.length }];
  /** @type {Block[]} */
  const blocks = [];
  /** @type {string[]} */
  let removed = [];
  /** @type {string[]} */
  let added = [];
  const flush = () => {
    blocks.push(...pair(removed, added));
    removed = [];
    added = [];
  };
  for (const run of way) {
    if (run.kind === 'removed') {
      removed.push(...old.slice(run.from, run.to));
    } else if (run.kind === 'added') {
      added.push(...fresh.slice(run.from, run.to));
    } else {
      flush();
      blocks.push(...old.slice(run.from, run.to).map((text) => ({ kind: /** @type {const} */ ('same'), text })));
    }
  }
  flush();
  return blocks;
}

/**
 * Which of the paragraphs that went belong to which that came: the alignment, in order, with the most in common.
 * @param {string[]} removed
 * @param {string[]} added
 * @returns {Block[]}
 */
function pair(removed, added) {
  const whole = /** @returns {Block[]} */ () => [
    ...removed.map((text) => ({ kind: /** @type {const} */ ('removed'), text })), ...added.map((text) => ({ kind: /** @type {const} */ ('added'), text }))];
  if (removed.length === 0 || added.length === 0 || removed.length * added.length > MOST_PAIRS) {
    return whole();
  }
  const old = removed.map(bag);
  const fresh = added.map(bag);
  const like = old.map((one) => fresh.map((other) => {
    const share = likeness(one, other);
    return share >= SIMILAR ? share : 0;
  }));
  const best = Array.from({ length: removed.length + 1 }, () => new Float64Array(added.length + 1));
  const of = (/** @type {number} */ row, /** @type {number} */ column) => best[row]?.[column] ?? 0;
  for (let row = removed.length - 1; row >= 0; row -= 1) {
    for (let column = added.length - 1; column >= 0; column -= 1) {
      const share = like[row]?.[column] ?? 0;
      /** @type {Float64Array} */ (best[row])[column] = Math.max(of(row + 1, column), of(row, column + 1), share > 0 ? share + of(row + 1, column + 1) : 0);
    }
  }
  /** @type {Block[]} */
  const blocks = [];
  /** @type {Block[]} */
  let waiting = [];
  let row = 0;
  let column = 0;
  while (row < removed.length || column < added.length) {
    const share = like[row]?.[column] ?? 0;
    if (share > 0 && of(row, column) === share + of(row + 1, column + 1)) {
      blocks.push(...waiting, ...changed(removed[row] ?? '', added[column] ?? ''));
      waiting = [];
      row += 1;
      column += 1;
    } else if (row < removed.length && (column >= added.length || of(row + 1, column) >= of(row, column + 1))) {
      blocks.push({ kind: 'removed', text: removed[row] ?? '' });
      row += 1;
    } else {
      waiting.push({ kind: 'added', text: added[column] ?? '' });
      column += 1;
    }
  }
  blocks.push(...waiting);
  return blocks;
}

/**
 * One paragraph that became another: its words marked, or both whole.
 * @param {string} before
 * @param {string} after
 * @returns {Block[]}
 */
export function changed(before, after) {
  const parts = markWords(before, after);
  return parts === null ? [{ kind: 'removed', text: before }, { kind: 'added', text: after }] : [{ kind: 'changed', parts }];
}

/**
 * @param {string} before
 * @param {string} after
 * @returns {Part[] | null} null if too little stayed for marks to be read
 */
export function markWords(before, after) {
  const old = tokens(before);
  const fresh = tokens(after);
  const way = runs(old, fresh);
  if (way === null) {
    return null;
  }
  /** @type {Part[]} */
  const parts = [];
  let gone = '';
  let come = '';
  const flush = () => {
    if (gone !== '') {
      parts.push({ kind: 'removed', text: gone });
    }
    if (come !== '') {
      parts.push({ kind: 'added', text: come });
    }
    gone = '';
    come = '';
  };
  way.forEach((run, index) => {
    if (run.kind === 'removed') {
      gone += old.slice(run.from, run.to).join('');
    } else if (run.kind === 'added') {
      come += fresh.slice(run.from, run.to).join('');
    } else {
      const text = old.slice(run.from, run.to).join('');
      const between = index > 0 && index < way.length - 1;
      if (between && countWords(text) < SHORTEST_RUN) {
        gone += text;
        come += text;
      } else {
        flush();
        parts.push({ kind: 'same', text });
      }
    }
  });
  flush();
  const stayed = parts.filter((one) => one.kind === 'same').reduce((sum, one) => sum + countWords(one.text), 0);
  const all = countWords(before) + countWords(after);
  return all > 0 && (2 * stayed) / all < SIMILAR ? null : parts;
}

/**
 * Folds what did not change, but for a paragraph beside each change; and in the middle of a long run of new or gone ones.
 * @param {Block[]} blocks
 * @returns {Folded[]}
 */
export function fold(blocks) {
  const keep = new Set();
  blocks.forEach((block, index) => {
    if (block.kind !== 'same') {
      for (let near = index - CONTEXT; near <= index + CONTEXT; near += 1) {
        keep.add(near);
      }
    }
  });
  /** @type {Folded[]} */
  const folded = [];
  let index = 0;
  while (index < blocks.length) {
    let end = index;
    while (end < blocks.length && !keep.has(end)) {
      end += 1;
    }
    // A single paragraph takes no more room than the line that would stand for it.
    if (end - index > 1) {
      folded.push({ kind: 'gap', hidden: blocks.slice(index, end) });
      index = end;
    } else {
      folded.push(/** @type {Block} */ (blocks[index]));
      index += 1;
    }
  }
  return folded;
}

/**
 * How many words came and went.
 * @param {Block[]} blocks
 */
export function tally(blocks) {
  let added = 0;
  let removed = 0;
  for (const block of blocks) {
    for (const part of block.kind === 'changed' ? block.parts : [block]) {
      if (part.kind === 'added') {
        added += countWords(part.text);
      } else if (part.kind === 'removed') {
        removed += countWords(part.text);
      }
    }
  }
  return { added, removed };
}
