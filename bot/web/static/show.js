// @ts-check
/**
 * What stands on the page: the conversation, the next questions, and the one voice for screen
 * readers. Pieces of HTML come from our own server, made by the templates of the page itself.
 */

const SILENCE_AFTER_MS = 8000;
let silence = 0;

/**
 * Find an element that every chat page has.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * Say something to screen readers, once; what was said is taken away, so that nobody meets it later.
 * @param {string} text
 */
export function announce(text) {
  const voice = byId("announcer");
  window.clearTimeout(silence);
  voice.textContent = text;
  silence = window.setTimeout(() => voice.replaceChildren(), SILENCE_AFTER_MS);
}

/**
 * Put turns at the end of the conversation; one that is there already is replaced.
 * @param {string} html
 * @returns {HTMLElement | null} the last of them
 */
export function place(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  /** @type {HTMLElement | null} */
  let last = null;
  for (const turn of /** @type {NodeListOf<HTMLElement>} */ (
    template.content.querySelectorAll("article")
  )) {
    const known = document.querySelector(`article[data-id="${CSS.escape(turn.dataset.id ?? "")}"]`);
    if (known) known.replaceWith(turn);
    else byId("log").append(turn);
    last = turn;
  }
  byId("conversation").hidden = byId("tools").hidden = !document.querySelector("#log article");
  offerVoice();
  pointToLatest();
  return last;
}

/** Show the buttons that read aloud, where the browser has a voice. */
export function offerVoice() {
  if (!("speechSynthesis" in window)) return;
  for (const button of document.querySelectorAll(".aloud[hidden]")) button.removeAttribute("hidden");
}

function pointToLatest() {
  const latest = [...document.querySelectorAll("#log h3")].at(-1);
  const way = byId("to-latest");
  way.hidden = !latest;
  if (latest) way.querySelector("a")?.setAttribute("href", `#${latest.id}`);
}

/**
 * Show at once that a question is on its way.
 * @param {string} asked what stands before the question
 * @param {string} text
 * @param {string} finding
 */
export function placeWaiting(asked, text, finding) {
  const turn = document.createElement("article");
  turn.id = "waiting";
  turn.className = "turn";
  const question = line("asked", "");
  const who = document.createElement("span");
  who.className = "who";
  who.textContent = asked;
  question.append(who, ` ${text}`);
  const answer = document.createElement("div");
  answer.className = "answer";
  answer.append(line("finding", finding));
  turn.append(question, answer);
  byId("log").append(turn);
  byId("conversation").hidden = false;
  turn.scrollIntoView({ block: "nearest" });
}

/**
 * Say something else while the answer is awaited.
 * @param {string} text
 */
export function sayWaiting(text) {
  document.querySelector("#waiting .finding")?.replaceChildren(text);
}

/** Take away what was shown while the answer was awaited. */
export function removeWaiting() {
  document.getElementById("waiting")?.remove();
  byId("conversation").hidden = !document.querySelector("#log article");
}

/**
 * Show what may be asked next; the examples of the beginning go.
 * @param {string} html
 */
export function placeNext(html) {
  byId("next").innerHTML = html;
  document.getElementById("examples")?.remove();
}

/**
 * Show who answers now; the voice tells when that changed.
 * @param {string} holder `bot` or `person`
 * @param {{person_joined: string, computer_back: string}} words
 * @param {boolean} isTold whether the voice tells
 */
export function placeHolder(holder, words, isTold) {
  const log = byId("log");
  if (log.dataset.held === holder) return;
  log.dataset.held = holder;
  const text = holder === "bot" ? words.computer_back : words.person_joined;
  const notice = byId("holder");
  notice.textContent = text;
  notice.hidden = false;
  if (holder !== "bot") byId("next").replaceChildren();
  if (isTold) announce(text);
}

/**
 * @param {string} name
 * @param {string} text
 */
function line(name, text) {
  const made = document.createElement("p");
  made.className = name;
  made.textContent = text;
  return made;
}
