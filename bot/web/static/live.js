// @ts-check
/** Listen for what people write and for who holds the conversation, for as long as the page is open. */

import { bearing, state, words } from "./send.js";
import { announce, byId, place, placeHolder } from "./show.js";

const FIRST_WAIT_MS = 3000;
const LONGEST_WAIT_MS = 60_000;
const STOP_AT = [400, 401, 403, 404, 410];

let isListening = false;
let stopping = new AbortController();

/** Begin to listen; once is enough. */
export async function listen() {
  if (isListening) return;
  isListening = true;
  stopping = new AbortController();
  let wait = FIRST_WAIT_MS;
  while (!stopping.signal.aborted) {
    const status = await readOnce().catch(() => 0);
    if (STOP_AT.includes(status)) break;
    wait = status === 200 ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS);
    await new Promise((resolve) => window.setTimeout(resolve, wait));
  }
  isListening = false;
}

async function readOnce() {
  const response = await fetch(`/chat/events?after=${encodeURIComponent(newest())}`, {
    headers: { Accept: "text/event-stream", ...bearing() },
    credentials: state.inFrame ? "omit" : "same-origin",
    signal: stopping.signal,
  });
  if (!response.ok || !response.body) return response.status;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + part.value).split("\n\n");
    rest = events.pop() ?? "";
    events.forEach(take);
  }
  return response.status;
}

const newest = () => byId("log").dataset.last ?? "";

/** @param {string} text one event */
function take(text) {
  const name = /^event: (.*)$/m.exec(text)?.[1];
  const data = /^data: (.*)$/m.exec(text)?.[1];
  if (!name || !data) return;
  const found = JSON.parse(data);
  if (name === "held_by") placeHolder(found.held_by, words, true);
  if (name !== "person" || document.querySelector(`[data-id="${CSS.escape(found.id)}"]`)) return;
  byId("log").dataset.last = found.id;
  place(found.html)?.scrollIntoView({ block: "nearest" });
  announce(found.announce);
}

// A page that is put away must not hold a line open; one that is taken out again listens anew.
window.addEventListener("pagehide", () => stopping.abort());
window.addEventListener("pageshow", (event) => event.persisted && listen());
