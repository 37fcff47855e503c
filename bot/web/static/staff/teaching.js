// While a candidate is trained the page says how far it is, and shows the tables at the end.

const EVERY_MS = 3000;

/** @returns {Promise<void>} */
async function look() {
  const shown = document.getElementById("progress");
  if (!shown) return;
  try {
    const response = await fetch("/staff/teaching/progress", { redirect: "error" });
    const told = await response.json();
    if (told.state !== "training") {
      location.assign("/staff/teaching");
      return;
    }
    // The same words once more would be read out once more.
    if (shown.textContent !== told.progress) shown.textContent = told.progress;
  } catch {
    // The next look may succeed.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
