// @ts-check
/** Listen to the news of an open page of the console, and say them once. */

const RETRY_MS = 30_000;
const SILENCE_AFTER_MS = 8000;
let silence = 0;

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * Say something to screen readers, once.
 * @param {string} text
 */
export function announce(text) {
  const voice = byId("announcer");
  window.clearTimeout(silence);
  voice.textContent = text;
  silence = window.setTimeout(() => voice.replaceChildren(), SILENCE_AFTER_MS);
}

/** @param {string} text */
function tellState(text) {
  byId("live").textContent = text;
}

/**
 * Listen for as long as the page is in use, to an address that may change from time to time.
 * @param {() => string} address
 * @param {Record<string, (told: any) => void>} heard what to do, by the name of the event
 * @param {{whileHidden: boolean}} options
 */
export function follow(address, heard, { whileHidden }) {
  /** @type {EventSource | null} */
  let source = null;
  let isOver = false;
  let retry = 0;

  function listen() {
    rest();
    if (isOver || (document.hidden && !whileHidden)) return;
    source = new EventSource(address());
    source.addEventListener("open", () => tellState(""));
    for (const [name, take] of Object.entries(heard))
      source.addEventListener(name, (event) => take(JSON.parse(event.data)));
    source.addEventListener("over", () => {
      stop("You were logged out, and no news comes in.");
      announce("You were logged out.");
    });
    source.addEventListener("error", () => {
      tellState("No news comes in just now: trying again.");
      // The browser tries again by itself, but not after a refusal.
      if (source?.readyState === EventSource.CLOSED) retry = window.setTimeout(listen, RETRY_MS);
    });
  }

  function rest() {
    window.clearTimeout(retry);
    source?.close();
    source = null;
  }

  /** @param {string} why */
  function stop(why) {
    isOver = true;
    rest();
    tellState(why);
  }

  // A page that is put away must not hold a line open; one that is taken out again listens anew.
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", (event) => event.persisted && listen());
  if (!whileHidden)
    document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  listen();
  return stop;
}
