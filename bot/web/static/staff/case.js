// @ts-check
/**
 * A case that is open: what is said meanwhile appears, and what is being typed stays where it is.
 * Suggestions and corrections are taken in place, so that no page is left for them.
 */

import { announce, byId, follow } from "./news.js";

const lines = byId("lines");
const side = byId("side");
const form = /** @type {HTMLFormElement} */ (byId("act"));
let version = lines.dataset.version ?? "";
let isSent = false;

/**
 * @typedef {{seen: string, version: number, mode: string, facts: string, notes: string,
 *   lines: {key: string, after: string, html: string}[], say: string}} News
 */

/** @param {News} told */
function showCase(told) {
  version = String(told.version);
  const seen = form.querySelector("[name=seen]");
  // What is shown is what was seen: an act on the case as it stands here is no act on an old one.
  if (seen instanceof HTMLInputElement) seen.value = told.seen;
  steadily(() => {
    byId("facts").innerHTML = told.facts;
    byId("note-list").innerHTML = told.notes;
    told.lines.forEach(place);
    const changed = document.getElementById("changed");
    if (changed) changed.hidden = told.mode === lines.dataset.mode;
  });
  if (told.say) announce(told.say);
}

/** @param {{key: string, after: string, html: string}} told */
function place(told) {
  const template = document.createElement("template");
  template.innerHTML = told.html;
  const line = template.content.querySelector("li");
  if (!line) return;
  const known = document.getElementById(told.key);
  // What somebody reads or corrects just now is left alone.
  if (known && (known.contains(document.activeElement) || known.querySelector("[open], form"))) return;
  if (known) known.replaceWith(line);
  else {
    const before = told.after ? document.getElementById(told.after) : null;
    if (before) before.after(line);
    else if (told.after) lines.append(line);
    else lines.prepend(line);
  }
}

/**
 * Change what stands above the boxes, and leave them where the eye is, if they are in sight.
 * @param {() => void} change
 */
function steadily(change) {
  const before = side.getBoundingClientRect().top;
  const isInSight = before < window.innerHeight;
  change();
  if (isInSight)
    window.scrollBy({ top: side.getBoundingClientRect().top - before, behavior: "instant" });
}

/** @param {{html: string}} told */
function showLooking(told) {
  const looking = byId("looking");
  const typing = document.activeElement;
  const before = typing?.getBoundingClientRect().top ?? 0;
  if (looking.innerHTML.trim() !== told.html.trim()) looking.innerHTML = told.html;
  if (typing && side.contains(typing)) hold(typing, before);
}

/**
 * Bring an element back to where it was, in whichever box scrolls.
 * @param {Element} element
 * @param {number} top
 */
function hold(element, top) {
  side.scrollTop += element.getBoundingClientRect().top - top;
  window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
}

/** @param {MouseEvent} event */
function press(event) {
  const target = event.target instanceof Element ? event.target : null;
  const use = target?.closest("button.use");
  if (use) {
    event.preventDefault();
    takeSuggestion(use);
  }
  const link = target?.closest("a.correcting");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (link instanceof HTMLAnchorElement && isPlain) {
    event.preventDefault();
    openCorrection(link);
  }
}

/** @param {Element} button */
function takeSuggestion(button) {
  const box = /** @type {HTMLTextAreaElement} */ (byId("text"));
  const text = button.closest("details")?.querySelector(".words")?.textContent ?? "";
  box.value = [box.value.trim(), text].filter(Boolean).join("\n\n");
  box.focus();
  announce("The suggestion is in the box. Nothing is sent yet.");
}

/** @param {HTMLAnchorElement} link */
async function openCorrection(link) {
  const part = await piece(fetch(link.href, { redirect: "error" }), "form.correct");
  if (!part) {
    isSent = true;
    location.assign(link.href);
    return;
  }
  part.setAttribute("aria-label", link.textContent ?? "");
  link.parentElement?.replaceWith(part);
  part.addEventListener("submit", (event) => {
    event.preventDefault();
    propose(/** @type {HTMLFormElement} */ (part));
  });
  const first = part.querySelector("textarea");
  if (first instanceof HTMLElement) first.focus();
}

/** @param {HTMLFormElement} correction */
async function propose(correction) {
  const sent = fetch(correction.action, { method: "POST", body: new FormData(correction) });
  const response = await sent.catch(() => null);
  const done = document.createElement("p");
  done.tabIndex = -1;
  if (response?.redirected && response.ok) {
    done.textContent = "Your correction is proposed. Somebody else decides on it.";
    correction.replaceWith(done);
    done.focus();
    return;
  }
  const problem = response && (await piece(Promise.resolve(response), "#problem p"));
  correction.querySelector(".notice")?.remove();
  done.className = "notice error";
  done.setAttribute("role", "alert");
  done.textContent = problem?.textContent ?? "It could not be sent. Try again.";
  correction.prepend(done);
  done.focus();
}

/**
 * Take a piece out of a page of ours.
 * @param {Promise<Response>} asked
 * @param {string} selector
 * @returns {Promise<HTMLElement | null>}
 */
async function piece(asked, selector) {
  const response = await asked.catch(() => null);
  if (!response) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelector(selector);
  return found instanceof HTMLElement ? document.importNode(found, true) : null;
}

/** Tell whether something is written that leaving the page would lose. */
function isWriting() {
  const boxes = [...document.querySelectorAll("textarea")];
  // A correction begins with the parent's words; a reply that was refused comes back as it was.
  return boxes.some((box) => box.value.trim() && (box.form === form || box.value !== box.defaultValue));
}

document.addEventListener("click", press);
form.addEventListener("submit", (event) => {
  // Pressed twice: the first one is on its way.
  if (isSent) event.preventDefault();
  isSent = true;
});
window.addEventListener("pageshow", () => (isSent = false));
window.addEventListener("beforeunload", (event) => {
  if (!isSent && isWriting()) event.preventDefault();
});

const stop = follow(
  () => {
    const address = new URL(lines.dataset.events ?? "", location.href);
    address.searchParams.set("version", version);
    return address.href;
  },
  {
    case: showCase,
    looking: showLooking,
    gone: () => {
      stop("This case is no longer open to you. Load the page again.");
      announce("This case is no longer open to you.");
    },
  },
  { whileHidden: false },
);
