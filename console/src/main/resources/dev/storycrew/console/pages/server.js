// @ts-check
/** What the pages ask the server. Every failure is a Refused with a sentence. */

/** @import {Command, CommandAnswer, Problem, Session} from './api.js' */

/** An answer that is no success, or none at all (status 0). */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Problem} problem
   */
  constructor(status, problem) {
    super(problem.error);
    this.status = status;
    this.problem = problem;
  }
}

let token = '';

/** @param {string} csrf */
export function useToken(csrf) {
  token = csrf;
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @returns {Promise<any>}
 */
async function ask(path, init) {
  let answer;
  try {
    answer = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') {
      throw failure;
    }
    throw new Refused(0, { error: '', todo: null, field: null, line: null });
  }
  if (answer.status === 204) {
    return null;
  }
  const text = await answer.text();
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy's page, for instance: the status is all that is known.
  }
  if (!answer.ok) {
    throw new Refused(answer.status, {
      error: typeof body?.error === 'string' ? body.error : '', todo: body?.todo ?? null, field: body?.field ?? null, line: body?.line ?? null,
    });
  }
  if (body === null) {
    throw new Refused(answer.status, { error: '', todo: null, field: null, line: null });
  }
  return body;
}

/**
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} [query]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export function get(path, query = {}, signal) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') {
      words.set(name, String(value));
    }
  }
  const asked = words.toString();
  return ask(asked ? `${path}?${asked}` : path, { headers: { Accept: 'application/json' }, ...(signal ? { signal } : {}) });
}

/**
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<any>}
 */
export function post(path, body) {
  return ask(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-StoryCrew-Token': token }, body: JSON.stringify(body),
  });
}

/** Ends the session. @returns {Promise<void>} */
export async function leave() {
  await ask('/api/session', { method: 'DELETE', headers: { Accept: 'application/json', 'X-StoryCrew-Token': token } });
}

/**
 * Tells or does what a command asks. An answer is lost now and then, so what failed on the way is sent once more: the id makes that safe.
 * @param {Command} command
 * @returns {Promise<CommandAnswer>}
 */
export async function send(command) {
  try {
    return await post('/api/commands', command);
  } catch (failure) {
    if (failure instanceof Refused && failure.status === 0) {
      return post('/api/commands', command);
    }
    throw failure;
  }
}

/** @returns {Promise<Session>} */
export async function session() {
  const found = /** @type {Session} */ (await get('/api/session'));
  useToken(found.csrf);
  return found;
}

/** A part of a path. @param {string} word */
export function part(word) {
  return encodeURIComponent(word);
}
