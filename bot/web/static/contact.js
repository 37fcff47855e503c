// @ts-check
/**
 * The form for contact details, within the chat page: what was typed in the box stays, and in a
 * frame there is no cookie for a page of its own. The pieces come from the server.
 */

import { bearing, post, request, Trouble } from "./send.js";
import { announce, byId } from "./show.js";

const PATH = "/chat/contact";
const place = byId("contact");
/** @type {HTMLElement | null} */
let opener = null;
let isBusy = false;

/**
 * Show the form, or what is held. Throws Trouble.
 * @param {HTMLElement} from the link that was followed
 */
export async function openContact(from) {
  opener = from;
  const headers = { Accept: "application/json", ...bearing() };
  const response = await request(PATH, { headers });
  put((await response.json()).html);
}

/** @param {string} html */
function put(html) {
  place.innerHTML = html;
  place.hidden = false;
  const wanted = place.querySelector("[autofocus]") ?? place.querySelector("#contact-heading");
  if (wanted instanceof HTMLElement) wanted.focus();
  place.scrollIntoView({ block: "start" });
}

function close() {
  place.hidden = true;
  place.replaceChildren();
  (opener?.isConnected ? opener : byId("text")).focus();
}

/** @param {SubmitEvent} event */
async function onSubmit(event) {
  event.preventDefault();
  // The page's own listener takes every form for a message.
  event.stopPropagation();
  if (isBusy) return;
  isBusy = true;
  const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const { name = "", email = "", phone = "", consent } = Object.fromEntries(given);
  const fields =
    pressed?.name === "take_back"
      ? { take_back: true }
      : { name, email, phone, consent: consent === "yes" };
  try {
    put((await post(PATH, fields)).html);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    byId("contact-error").textContent = error.message;
    announce(error.message);
    byId("contact-error").scrollIntoView({ block: "nearest" });
  } finally {
    isBusy = false;
  }
}

place.addEventListener("submit", onSubmit);
place.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest(".close")) close();
});
