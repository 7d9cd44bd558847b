// Copies the paragraph with one press, with its links where the browser can; without JavaScript it is selected and
// copied by hand.
"use strict";

const words = document.querySelector("[data-copied]").dataset;

async function copy(text, html) {
  if (html && window.ClipboardItem) {
    const forms = { "text/html": html.value, "text/plain": text.value };
    const blobs = Object.entries(forms).map(([type, value]) => [type, new Blob([value], { type })]);
    try {
      return await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } catch {
      // A browser that takes plain text alone gets that.
    }
  }
  await navigator.clipboard.writeText(text.value);
}

for (const button of navigator.clipboard ? document.querySelectorAll(".copier") : []) {
  const [text, html] = [button.dataset.text, button.dataset.html].map((id) => document.getElementById(id));
  const said = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      await copy(text, html);
      said.textContent = words.copied;
    } catch {
      text.select();
      said.textContent = words.failed;
    }
  });
}
