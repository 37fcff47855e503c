// @ts-check
/** A file that is too large is told before it is sent. */

const form = document.getElementById("upload");
const field = document.getElementById("file");
const fault = document.getElementById("file-fault");

function check() {
  if (!(field instanceof HTMLInputElement) || !fault || !form) return;
  const most = Number(form.dataset.most);
  // The form around the file takes some room, too.
  const isTooLarge = (field.files?.[0]?.size ?? 0) > most - 4096;
  fault.textContent = isTooLarge
    ? `The file is larger than ${most / 1024 / 1024} MB. Cut it into several files.`
    : "";
  field.setCustomValidity(fault.textContent);
}

field?.addEventListener("change", check);
check();
