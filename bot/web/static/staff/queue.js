// @ts-check
/**
 * News on an open queue page: new safeguarding cases in a strip above the list, how many others are
 * new, the counts of the tabs. The list stays as it is, and where it is, until it is loaded again.
 */

const RETRY_MS = 30_000;
const SILENCE_AFTER_MS = 8000;

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

const strip = byId("strip");
const list = byId("list");
const fresh = byId("fresh");
const title = document.title;
/** @type {Set<number>} */
const known = new Set();
/** @type {EventSource | null} */
let source = null;
let isNewSaid = false;
let silence = 0;
let retry = 0;

function listen() {
  window.clearTimeout(retry);
  source?.close();
  source = new EventSource(list.dataset.events ?? "");
  source.addEventListener("open", () => tellState(""));
  source.addEventListener("safeguarding", (event) => showStrip(JSON.parse(event.data)));
  source.addEventListener("queue", (event) => showCounts(JSON.parse(event.data)));
  source.addEventListener("over", stop);
  source.addEventListener("error", () => {
    tellState("No news comes in just now: trying again.");
    // The browser tries again by itself, but not after a refusal.
    if (source?.readyState === EventSource.CLOSED) retry = window.setTimeout(listen, RETRY_MS);
  });
}

function stop() {
  source?.close();
  tellState("You were logged out, and no news comes in.");
  announce("You were logged out.");
}

/** @param {{html: string, ids: number[], say: string}} told */
function showStrip(told) {
  const focused = strip.contains(document.activeElement)
    ? document.activeElement?.getAttribute("href")
    : null;
  steadily(() => {
    strip.innerHTML = told.html;
    strip.hidden = !told.html;
  });
  // What has the focus must not lie under the strip.
  document.documentElement.style.scrollPaddingTop = `${strip.offsetHeight + 8}px`;
  if (focused) {
    const again = strip.querySelector(`a[href="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }
  document.title = told.ids.length ? `(${told.ids.length} new safeguarding) ${title}` : title;
  const isNew = told.ids.some((id) => !known.has(id));
  told.ids.forEach((id) => known.add(id));
  if (isNew) announce(told.say);
}

/** @param {{new: string, counts: Record<string, string>}} told */
function showCounts(told) {
  for (const count of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-tab]")
  ))
    count.textContent = told.counts[count.dataset.tab ?? ""] ?? "";
  // Said once, for who reads must not hear each case that comes; and never over a child in danger.
  if (told.new && !isNewSaid && !byId("announcer").textContent) {
    isNewSaid = true;
    announce("New cases have come.");
  }
  steadily(() => {
    fresh.hidden = !told.new;
    fresh.textContent = told.new ? `${told.new}: show` : "";
  });
}

/**
 * Change what stands above the list, and leave the list where the eye is.
 * @param {() => void} change
 */
function steadily(change) {
  const before = list.getBoundingClientRect().top;
  change();
  window.scrollBy({ top: list.getBoundingClientRect().top - before, behavior: "instant" });
}

/** @param {string} text */
function tellState(text) {
  byId("live").textContent = text;
}

/**
 * Say something to screen readers, once.
 * @param {string} text
 */
function announce(text) {
  const voice = byId("announcer");
  window.clearTimeout(silence);
  voice.textContent = text;
  silence = window.setTimeout(() => voice.replaceChildren(), SILENCE_AFTER_MS);
}

// A page that is put away must not hold a line open; one that is taken out again listens anew.
window.addEventListener("pagehide", () => source?.close());
window.addEventListener("pageshow", (event) => event.persisted && listen());
listen();
