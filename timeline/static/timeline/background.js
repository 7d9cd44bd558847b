// Copies the paragraph with one press; without JavaScript it is selected and copied by hand.
"use strict";

for (const button of document.querySelectorAll(".copier")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies);
    text.select();
    await navigator.clipboard.writeText(text.value);
    button.classList.add("copied");
  });
}
