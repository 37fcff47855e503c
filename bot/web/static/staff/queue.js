// @ts-check
/**
 * News on an open queue page: new safeguarding cases in a strip above the list, how many others are
 * new, the counts of the tabs. The list stays as it is, and where it is, until it is loaded again.
 */

import { announce, byId, follow } from "./news.js";

const strip = byId("strip");
const list = byId("list");
const fresh = byId("fresh");
const title = document.title;
/** @type {Set<number>} */
const known = new Set();
let isNewSaid = false;

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

// A page that nobody looks at hears of a child in danger too: its title says so.
follow(
  () => list.dataset.events ?? "",
  { safeguarding: showStrip, queue: showCounts },
  { whileHidden: true },
);
