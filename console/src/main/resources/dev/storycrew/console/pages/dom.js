// @ts-check
/**
 * The one way in which pages make elements. Text only ever becomes text: there is no way to give it markup, and an address that is not one of the console's own
 * is refused.
 */

/** @import {Child} from './dom-types.js' */
/** @typedef {Record<string, unknown>} Attributes attributes; `on…` is a listener, `value`, `checked` and the like are set as properties */

const SVG = 'http://www.w3.org/2000/svg';
const PROPERTIES = new Set(['value', 'checked', 'selected', 'disabled', 'open', 'hidden', 'indeterminate', 'autofocus']);
const REFUSED = new Set(['style', 'srcdoc', 'innerhtml', 'outerhtml', 'action', 'formaction']);

/**
 * Our own pages only: a path, a place in this page, or a file made in this page.
 * @param {string} address
 */
export function isOwn(address) {
  return /^(\/(?![\/\\])|#|blob:)/.test(address) && !/[\u0000-\u001f]/.test(address);
}

/**
 * Without the marks that turn the direction of what stands around them, and on one line. Places such as attributes, options and the window's title cannot isolate a
 * text; and where one is isolated, a mark that is not closed, or a sign that parts paragraphs, would end the isolation.
 * @param {string} text
 */
export function straight(text) {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '').replace(/[\u001c-\u001e\u0085\u2029]/g, ' ');
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on') && typeof value === 'function') {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (REFUSED.has(name.toLowerCase()) || name.startsWith('on')) {
      throw new Error(`the attribute ${name} is not for pages`);
    } else if ((name === 'href' || name === 'src') && !isOwn(String(value))) {
      throw new Error(`an address of somebody else: ${String(value).slice(0, 80)}`);
    } else if (PROPERTIES.has(name) && name in element) {
      /** @type {any} */ (element)[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : name === 'value' || name === 'href' ? String(value) : straight(String(value)));
    }
  }
}

/**
 * @param {Node} parent
 * @param {Child[]} children
 */
function fill(parent, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      fill(parent, child);
    } else if (child instanceof Node) {
      parent.appendChild(child);
    } else if (child !== null && child !== undefined && child !== false) {
      parent.appendChild(document.createTextNode(String(child)));
    }
  }
}

/**
 * An element with attributes and children; a string is text.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  fill(element, children);
  return element;
}

/**
 * The same in SVG.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  set(element, attributes);
  fill(element, children);
  return element;
}

/**
 * Text of a person or a model: isolated, so that it cannot turn the line around it.
 * @param {string | null | undefined} text
 */
export function said(text) {
  return h('bdi', {}, straight(text ?? ''));
}

/**
 * @param {Element} parent
 * @param {...Child} children
 */
export function replace(parent, ...children) {
  parent.replaceChildren();
  fill(parent, children);
  return parent;
}

let last = 0;

/** A new id for an element of this page. @param {string} prefix */
export function newId(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}
