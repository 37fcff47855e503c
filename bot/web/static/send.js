// @ts-check
/** Talk to the server, and put into words what goes wrong on the way. */

import { byId } from "./show.js";

const GIVE_UP_AFTER_MS = 30_000;
const TOKEN = "send-chat-token";

const form = byId("ask-form");

/** @type {Record<string, string> & {most: number, person_joined: string, computer_back: string}} */
export const words = JSON.parse(form.dataset.words ?? "{}");

/** In a frame, or where cookies are refused, the conversation is known by a token alone. */
export const state = {
  inFrame: "frame" in form.dataset || !navigator.cookieEnabled,
  isEasy: document.documentElement.classList.contains("easy"),
  token: "frame" in form.dataset ? recall("sessionStorage", TOKEN) : null,
};

/** Something went wrong; the message says what, for the person at the page. */
export class Trouble extends Error {
  /**
   * @param {string} text
   * @param {{canRetry?: boolean, isOver?: boolean}} [more] `isOver`: this conversation cannot go on
   */
  constructor(text, { canRetry = true, isOver = false } = {}) {
    super(text);
    this.canRetry = canRetry;
    this.isOver = isOver;
  }
}

/**
 * Fill the braces of a sentence.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? value.toLocaleString("en-GB") : String(value);
  });
}

/**
 * Give the headers that name the conversation.
 * @returns {Record<string, string>}
 */
export function bearing() {
  return state.token ? { Authorization: `Bearer ${state.token}` } : {};
}

/**
 * Send something and give what comes back. Throws Trouble.
 * @param {string} path
 * @param {Record<string, unknown>} fields
 * @returns {Promise<any>}
 */
export async function post(path, fields) {
  const body = JSON.stringify({ ...fields, frame: state.inFrame, easy: state.isEasy });
  const headers = { "Content-Type": "application/json", Accept: "application/json", ...bearing() };
  const response = await request(path, { method: "POST", headers, body });
  const found = await response.json();
  if (found.conversation) keepToken(found.conversation);
  return found;
}

/**
 * Ask the server. Throws Trouble.
 * @param {string} path
 * @param {RequestInit} options
 */
export async function request(path, options) {
  const giving = new AbortController();
  const timer = window.setTimeout(() => giving.abort(), GIVE_UP_AFTER_MS);
  // A frame never shares the conversation of the page of its own, even where the browser would.
  const credentials = state.inFrame ? "omit" : "same-origin";
  try {
    const response = await fetch(path, { ...options, credentials, signal: giving.signal });
    if (!response.ok) throw await troubleOf(response);
    return new Response(await response.blob(), response);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(giving.signal.aborted ? words.slow : words.no_reach);
  } finally {
    window.clearTimeout(timer);
  }
}

/** @param {Response} response */
async function troubleOf(response) {
  const problem = await response.json().catch(() => ({}));
  const name = String(problem.type ?? "").split("/").at(-1);
  if (name === "conversation-ended") return new Trouble(words.ended_try, { isOver: true });
  if (name === "invalid-conversation") return new Trouble(words.lost_try, { isOver: true });
  if (name === "empty-text") return new Trouble(words.empty, { canRetry: false });
  if (name === "text-too-long") return tooLong(problem.length);
  if (response.status === 429) {
    const seconds = Number(response.headers.get("Retry-After")) || 60;
    return new Trouble(fill(words.busy_for, { seconds }));
  }
  return new Trouble(response.status === 503 ? words.starting_text : words.failed_text);
}

/** @param {number} length */
export function tooLong(length) {
  return new Trouble(fill(words.too_long, { length, most: words.most }), { canRetry: false });
}

/** @param {string | null} token */
export function keepToken(token) {
  state.token = token;
  if ("frame" in form.dataset) keep("sessionStorage", TOKEN, token);
}

/**
 * Read what the browser kept. In a frame of another site its storage may throw.
 * @param {"localStorage" | "sessionStorage"} where
 * @param {string} name
 */
export function recall(where, name) {
  try {
    return window[where].getItem(name);
  } catch {
    return null;
  }
}

/**
 * Let the browser keep something, or forget it.
 * @param {"localStorage" | "sessionStorage"} where
 * @param {string} name
 * @param {string | null} value
 */
export function keep(where, name, value) {
  try {
    if (value === null) window[where].removeItem(name);
    else window[where].setItem(name, value);
  } catch {
    // Then it lasts as long as the page.
  }
}
