// @ts-check
/**
 * The chat page with scripts: what its forms do is done without loading the page anew. The page
 * works without this file; nothing here is needed to ask, read or reach a person.
 */

import { fill, keepToken, post, recall, state, tooLong, Trouble, words } from "./send.js";
import {
  announce,
  byId,
  offerVoice,
  place,
  placeHolder,
  placeNext,
  placeWaiting,
  removeWaiting,
  sayWaiting,
} from "./show.js";
import { copy, download, EASY, judge, markEasy, readAloud, showEasy } from "./tools.js";

const SAY_FINDING_AFTER_MS = 1000;
const SAY_STILL_AFTER_MS = 8000;
const COUNT_FROM = 0.8;

const form = /** @type {HTMLFormElement} */ (byId("ask-form"));
const box = /** @type {HTMLTextAreaElement} */ (byId("text"));
const again = byId("again");
const button = /** @type {HTMLButtonElement} */ (form.querySelector(".send"));

/** @typedef {{text: string, id: string, fresh: boolean, isTyped: boolean}} Message */

const isTouched = window.matchMedia("(hover: none) and (pointer: coarse)");

let isWaiting = false;
/** @type {(() => Promise<void>) | null} */
let retry = null;
/** @type {Message | null} */
let failed = null;

/** Name a message; also where the page is not served over HTTPS. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

/** Send what stands in the box. */
async function sendTyped() {
  const text = box.value;
  if (!text.trim()) return tell(new Trouble(words.empty, { canRetry: false }));
  if ([...text.trim()].length > words.most) return tell(tooLong([...text.trim()].length));
  // The same words after a failure are the same message: it may have been answered after all.
  const id = failed?.isTyped && failed.text === text ? failed.id : newId();
  await send({ text, id, fresh: failed?.id === id && failed.fresh, isTyped: true });
}

/**
 * Send a message and show its answer.
 * @param {Message} message
 */
async function send(message) {
  if (isWaiting) return;
  setWaiting(true);
  clearTrouble();
  placeWaiting(words.asked, message.text, words.finding);
  const timers = [
    window.setTimeout(() => announce(words.finding), SAY_FINDING_AFTER_MS),
    window.setTimeout(() => {
      sayWaiting(words.still);
      announce(words.still);
    }, SAY_STILL_AFTER_MS),
  ];
  try {
    const { text, id, fresh } = message;
    if (fresh) keepToken(null);
    const found = await post("/chat/turns", { text, id, fresh });
    if (fresh) byId("log").replaceChildren();
    timers.forEach(window.clearTimeout);
    show(found);
    failed = null;
    if (message.isTyped) clearBox();
  } catch (error) {
    timers.forEach(window.clearTimeout);
    removeWaiting();
    if (!(error instanceof Trouble)) throw error;
    failed = { ...message, fresh: message.fresh || error.isOver };
    const next = failed;
    tell(error, () => send(next));
  } finally {
    setWaiting(false);
  }
}

/** @param {any} found what the server answered */
function show(found) {
  const had = document.activeElement;
  removeWaiting();
  const turn = place(found.html);
  placeNext(found.next_html);
  placeHolder(found.held_by, words, false);
  byId("log").dataset.last = found.last || byId("log").dataset.last;
  byId("reference").textContent = found.reference;
  announce(found.announce);
  // The focus stays where it is; a button that is gone hands it to the answer. So does the box on a
  // screen that is touched, where its keyboard would cover half of the answer.
  if (!had?.isConnected || (had === box && isTouched.matches))
    turn?.querySelector("h3")?.focus({ preventScroll: true });
  turn?.scrollIntoView({ block: "start" });
  hear();
}

async function hear() {
  const { listen } = await import("./live.js");
  await listen();
}

/** @param {boolean} isNow */
function setWaiting(isNow) {
  isWaiting = isNow;
  box.readOnly = isNow;
  button.setAttribute("aria-disabled", String(isNow));
}

function clearBox() {
  box.value = "";
  count();
}

/**
 * Say what went wrong, beside the box and to screen readers.
 * @param {Trouble} trouble
 * @param {() => Promise<void>} [retrying]
 */
function tell(trouble, retrying) {
  byId("error").textContent = trouble.message;
  box.setAttribute("aria-invalid", "true");
  retry = trouble.canRetry && retrying ? retrying : null;
  again.hidden = !retry;
  announce(trouble.message);
  byId("error").scrollIntoView({ block: "nearest" });
  if (!trouble.canRetry) box.focus();
}

function clearTrouble() {
  const hadFocus = document.activeElement === again;
  byId("error").replaceChildren();
  document.getElementById("problem")?.remove();
  box.removeAttribute("aria-invalid");
  again.hidden = true;
  retry = null;
  if (hadFocus) box.focus({ preventScroll: true });
}

let wasCounting = false;

/** Say how many letters are left, once few are. */
function count() {
  const left = words.most - [...box.value].length;
  const isCounting = left < words.most * (1 - COUNT_FROM);
  const sentence = left < 0 ? fill(words.over, { over: -left }) : fill(words.left, { left });
  byId("count").textContent = isCounting ? sentence : "";
  if (isCounting && !wasCounting) announce(sentence);
  wasCounting = isCounting;
}

/**
 * Do something that may go wrong, and say so when it does; then it can be tried again.
 * @param {() => Promise<void>} work
 */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    tell(error, () => {
      clearTrouble();
      return attempt(work);
    });
  }
}

/** @param {SubmitEvent} event */
function onSubmit(event) {
  const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const target = /** @type {HTMLFormElement} */ (event.target);
  if (pressed?.name === "start_again" && !state.inFrame) return;
  event.preventDefault();
  if (isWaiting) return;
  if (pressed?.name === "start_again") startAgain();
  else if (pressed?.name === "easy") attempt(() => showEasy(pressed.value === "yes"));
  else if (target.matches(".feedback")) attempt(() => judge(target, pressed?.value || "down"));
  else if (pressed?.name === "retry")
    send({ text: pressed.dataset.text ?? "", id: pressed.value, fresh: false, isTyped: false });
  else if (pressed?.name === "text")
    send({ text: pressed.value, id: newId(), fresh: false, isTyped: false });
  else sendTyped();
}

function startAgain() {
  keepToken(null);
  window.location.reload();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  // While letters are being put together, Enter takes the word and does not send; 229 is Safari's.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit();
}

function setUpFrame() {
  const parent = form.dataset.parent;
  if (!parent) return;
  /** @param {string} type */
  const say = (type) => window.parent.postMessage({ v: 1, type }, parent);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) say("close");
  });
  say("ready");
}

async function restoreFrame() {
  if (recall("localStorage", EASY)) state.isEasy = true;
  markEasy();
  if (!state.token) return;
  try {
    const found = await post("/chat/log", {});
    if (found.html) show({ ...found, announce: "" });
  } catch {
    keepToken(null);
  }
}

document.addEventListener("submit", onSubmit);
document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest(".aloud, a") : null;
  if (!(pressed instanceof HTMLElement)) return;
  if (pressed.matches(".aloud")) readAloud(pressed);
  if (pressed.getAttribute("href") !== "/chat/contact") return;
  event.preventDefault();
  attempt(async () => (await import("./contact.js")).openContact(pressed));
});
box.addEventListener("keydown", onKey);
box.addEventListener("input", count);
again.addEventListener("click", () => retry?.());
byId("copy").addEventListener("click", () => attempt(copy));
byId("print").addEventListener("click", () => window.print());
byId("copy").hidden = byId("print").hidden = false;
// What is too long is said, and not cut off without a word.
box.removeAttribute("maxlength");
offerVoice();
if (state.inFrame) {
  document.querySelector("a[download]")?.addEventListener("click", (event) => {
    event.preventDefault();
    attempt(download);
  });
}
if ("frame" in form.dataset) {
  setUpFrame();
  restoreFrame();
} else if (document.querySelector("#log article")) hear();
