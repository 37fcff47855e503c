// @ts-check
/** While a file is being sorted its page is kept up to date. */

const EVERY_MS = 1500;

/** @returns {Promise<void>} */
async function look() {
  const part = document.getElementById("progress");
  if (!part) return;
  try {
    const response = await fetch(location.href, { redirect: "error" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById("progress");
    if (!now) {
      location.reload();
      return;
    }
    for (const each of ["h2", "[role=status]"]) {
      const [shown, told] = [part.querySelector(each), now.querySelector(each)];
      // Only what changed is read out.
      if (shown && told && shown.textContent !== told.textContent)
        shown.textContent = told.textContent;
    }
    const [bar, told] = [part.querySelector("progress"), now.querySelector("progress")];
    if (bar && told) bar.value = told.value;
  } catch {
    // The next look may succeed.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
