// While a candidate is being trained its part of the page is kept up to date.

const EVERY_MS = 3000;

/** @returns {Promise<void>} */
async function look() {
  const part = document.getElementById("training");
  if (!part) return;
  try {
    const response = await fetch("/staff/teaching", { redirect: "error" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const status = page.querySelector("#training [role=status]");
    const shown = part.querySelector("[role=status]");
    if (!status) {
      location.assign("/staff/teaching");
      return;
    }
    // Only what changed is read out.
    if (shown && shown.textContent !== status.textContent) shown.textContent = status.textContent;
  } catch {
    // The next look may succeed.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
