// @ts-check
/** Beside the questions: verdicts, easy read, reading aloud, copy, print, download. */

import { bearing, keep, post, request, state, words } from "./send.js";
import { announce, byId, place } from "./show.js";

const EASY = "send-chat-easy";

/**
 * Send whether an answer helped, and show what follows in its place.
 * @param {HTMLFormElement} form
 * @param {string} verdict
 */
export async function judge(form, verdict) {
  const fields = new FormData(form);
  const reason = fields.has("reason") ? { reason: fields.get("reason") } : {};
  const found = await post("/chat/feedback", { message: fields.get("message"), verdict, ...reason });
  const piece = document.createElement("template");
  piece.innerHTML = found.html;
  const next = /** @type {HTMLElement | null} */ (piece.content.querySelector(".feedback"));
  if (!next) return;
  form.replaceWith(next);
  // The button that was pressed is gone; what came for it has the focus and is read.
  (next.querySelector("textarea") ?? next).focus();
}

/**
 * Show the conversation in easy read, or in the usual view.
 * @param {boolean} isWanted
 */
export async function showEasy(isWanted) {
  const before = state.isEasy;
  state.isEasy = isWanted;
  try {
    const found = await post("/chat/log", {});
    byId("log").replaceChildren();
    place(found.html);
  } catch (error) {
    state.isEasy = before;
    throw error;
  }
  if (state.inFrame) keep("localStorage", EASY, isWanted ? "yes" : null);
  markEasy();
  announce(isWanted ? words.easy_is_on : words.easy_is_off);
}

/** Bring the page in line with the view that is chosen. */
export function markEasy() {
  document.documentElement.classList.toggle("easy", state.isEasy);
  const button = /** @type {HTMLButtonElement} */ (document.querySelector("button[name=easy]"));
  button.value = state.isEasy ? "no" : "yes";
  button.textContent = state.isEasy ? words.easy_off : words.easy_on;
}

/**
 * Read an answer aloud, or stop.
 * @param {HTMLElement} button
 */
export function readAloud(button) {
  const isReading = button.dataset.reading === "yes";
  speechSynthesis.cancel();
  for (const each of document.querySelectorAll(".aloud")) markReading(each, false);
  if (isReading) return;
  markReading(button, true);
  const parts = [...(button.closest(".answer")?.querySelectorAll(".said :is(h4, p, li)") ?? [])]
    .filter((part) => !part.querySelector("p") && !part.closest("details"))
    .map((part) => part.textContent?.trim() ?? "");
  // Part by part: some browsers stop in the middle of a long text.
  for (const [n, part] of parts.entries()) {
    const spoken = new SpeechSynthesisUtterance(part);
    spoken.lang = "en-GB";
    if (n === parts.length - 1) spoken.onend = () => markReading(button, false);
    speechSynthesis.speak(spoken);
  }
}

/**
 * @param {Element} button
 * @param {boolean} isReading
 */
function markReading(button, isReading) {
  if (!(button instanceof HTMLElement)) return;
  button.dataset.reading = isReading ? "yes" : "no";
  button.firstElementChild?.replaceChildren(isReading ? words.stop : words.read_aloud);
}

async function transcript() {
  const response = await request("/chat/download", { headers: bearing() });
  return await response.text();
}

/** Put the whole conversation on the clipboard. */
export async function copy() {
  const text = await transcript();
  const isDone = await toClipboard(text);
  announce(isDone ? words.copied : words.not_copied);
  const button = byId("copy");
  const label = button.textContent;
  button.textContent = isDone ? words.copied : words.not_copied;
  window.setTimeout(() => button.replaceChildren(label ?? ""), 4000);
}

/** @param {string} text */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A frame may not write there by itself; what a person selects may be copied all the same.
    const box = document.createElement("textarea");
    box.value = text;
    box.className = "unseen";
    const had = document.activeElement;
    byId("tools").append(box);
    box.select();
    const isDone = document.execCommand("copy");
    box.remove();
    if (had instanceof HTMLElement) had.focus();
    return isDone;
  }
}

/** Save the conversation from a frame, where a plain link would know of none. */
export async function download() {
  const address = URL.createObjectURL(new Blob([await transcript()], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "send-chat.txt";
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 1000);
}

export { EASY };
