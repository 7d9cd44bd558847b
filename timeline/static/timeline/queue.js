// The queues of proposals and of citations to confirm by keys, and the focus after a decision. Without it every button, link and form works as well.
"use strict";

const proposals = () => document.querySelector("#proposals, #confirmations");
const cards = () => [...document.querySelectorAll(".proposal")];
const current = () => document.activeElement?.closest?.(".proposal") ?? document.querySelector(".proposal.at");

function kept(value) {
  try {
    if (value !== undefined) localStorage.setItem("keys", value);
    return localStorage.getItem("keys");
  } catch {
    return null; // a browser that keeps nothing: the keys are on
  }
}

// The passage of the card in focus is shown in the article, and no other.
function show(card) {
  for (const each of document.querySelectorAll(".at")) each.classList.remove("at");
  card?.classList.add("at");
  const words = card ? [...document.querySelectorAll(`[data-of="${card.id}"]`)] : [];
  for (const each of words) each.classList.add("at");
  const pane = document.querySelector(".queue .text");
  if (!words.length || !pane || pane.scrollHeight <= pane.clientHeight) return;
  pane.scrollTop += words[0].getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}

function goTo(card) {
  if (!card) return false;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  show(card);
  return true;
}

function step(by) {
  const all = cards();
  const here = all.indexOf(current());
  return goTo(all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by]);
}

function press(key) {
  const where = key === "u" ? proposals() : current();
  const button = where?.querySelector(`[data-key="${key}"]`);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

function keysOn() {
  return kept() !== "off";
}

function ready() {
  const section = proposals();
  if (!section) return;
  const box = document.getElementById("keys");
  box.checked = keysOn();
  section.classList.toggle("with-keys", keysOn());
  box.addEventListener("change", () => {
    kept(box.checked ? "on" : "off");
    section.classList.toggle("with-keys", box.checked);
  });
  for (const mark of document.querySelectorAll(".queue [data-of]")) {
    const card = document.getElementById(mark.dataset.of); // of a long article some are on another page
    if (card) mark.classList.toggle("waiting", card.matches(".proposal"));
  }
}

// After a decision the focus is on the next proposal, in an opened form on its first field, at the end on the ledger.
document.addEventListener("htmx:afterSettle", (swap) => {
  const section = proposals();
  if (!section || ![swap.detail.target?.id, swap.detail.elt?.id].includes(section.id)) return;
  ready();
  const card = document.getElementById(section.dataset.at ?? "") ?? null;
  if (!card) return (document.getElementById("ledger") ?? document.querySelector(".all-done"))?.focus();
  goTo(card);
  const invalid = card.querySelector("[aria-invalid=true]");
  const field = invalid ?? card.querySelector(".panel button[name=event], .panel input:not([type=hidden]), .panel select");
  if (section.dataset.panel) field?.focus();
});

document.addEventListener("focusin", (focus) => {
  const card = focus.target.closest?.(".proposal");
  if (card) show(card);
});

document.addEventListener("keydown", (key) => {
  if (key.ctrlKey || key.metaKey || key.altKey || !proposals()) return;
  if (key.key === "Escape" && press("Escape")) return key.preventDefault();
  if (!keysOn() || key.target.closest?.("input:not([type=checkbox]), select, textarea")) return;
  const help = document.getElementById("keys-help");
  const done =
    key.key === "j" ? step(1)
    : key.key === "k" ? step(-1)
    : key.key === "?" ? ((help.open = !help.open), true)
    : /^[a-z]$/.test(key.key) && press(key.key);
  if (done) key.preventDefault();
});

ready();
if (!location.hash) step(1);
else goTo(document.getElementById(location.hash.slice(1))?.closest(".proposal"));
