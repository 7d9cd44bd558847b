// Choosing a citation's words in the article: by selecting them or by sentences. The server says what stands there.
"use strict";

const dialog = document.getElementById("choosing");
const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
let row = null; // the citation's row that is being filled
let asked = 0; // the last question; an answer to an earlier one is dropped

const field = (name) => row.querySelector(`[name$="-${name}"]`);
const length = (text) => [...text].length; // code points, not UTF-16 units

async function ask(address, values) {
  const answer = await fetch(`${address}?${new URLSearchParams({ revision: field("revision").value, ...values })}`);
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  return answer.text();
}

async function show(target, address, values) {
  const mine = (asked += 1);
  try {
    const html = await ask(address, values);
    if (mine === asked) target.innerHTML = html;
  } catch {
    if (mine === asked) target.textContent = dialog.dataset.failed;
  }
  part("take").disabled = !document.getElementById("chosen");
}

function say(words) {
  part("said").textContent = words;
}

async function open(button) {
  row = button.closest(".inline-related");
  const note = button.nextElementSibling;
  note.textContent = field("revision").value ? "" : dialog.dataset.first;
  if (!field("revision").value) return;
  say("");
  part("passage").textContent = "";
  part("article").textContent = "";
  dialog.showModal();
  await show(part("article"), dialog.dataset.article, {});
  document.getElementById("choose-body")?.focus();
}

// Where the selection lies in the text, in code points; null where it is empty or elsewhere.
function selected() {
  const body = document.getElementById("choose-body");
  const selection = getSelection();
  if (!body || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(body)) return null;
  const whole = document.createRange();
  whole.selectNodeContents(body);
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) > 0) whole.setEnd(range.startContainer, range.startOffset);
  else whole.collapse(true);
  const start = length(whole.toString());
  const inside = range.cloneRange();
  if (!body.contains(range.startContainer)) inside.setStart(body, 0);
  if (!body.contains(range.endContainer)) inside.setEnd(body, body.childNodes.length);
  return { start, end: start + length(inside.toString()) };
}

let selecting, typing;
document.addEventListener("selectionchange", () => {
  if (!dialog.open) return;
  clearTimeout(selecting);
  selecting = setTimeout(() => {
    const place = selected();
    if (!place) return;
    for (const each of dialog.querySelectorAll("[data-start]:checked")) each.checked = false;
    show(part("passage"), dialog.dataset.passage, place);
  }, 250);
});

function fromSentences() {
  const ticked = [...dialog.querySelectorAll("[data-start]:checked")];
  const start = Math.min(...ticked.map((each) => Number(each.dataset.start)));
  const end = Math.max(...ticked.map((each) => Number(each.dataset.end)));
  getSelection().removeAllRanges();
  show(part("passage"), dialog.dataset.passage, ticked.length ? { start, end } : { start: 0, end: 0 });
}

async function more(button) {
  const html = await ask(dialog.dataset.sentences, { from: button.dataset.more, q: document.getElementById("choose-q").value });
  const item = button.closest("li");
  item.insertAdjacentHTML("afterend", html);
  item.nextElementSibling?.querySelector("input")?.focus();
  item.remove();
}

function take() {
  const chosen = document.getElementById("chosen");
  field("exact").value = chosen.dataset.exact;
  field("exact").dispatchEvent(new Event("input", { bubbles: true })); // clears the place, and is kept by unsaved.js
  const place = field("place");
  if (place?.type === "hidden") place.value = `${chosen.dataset.start}-${chosen.dataset.end}`;
  else row.querySelector(".field-place")?.replaceChildren(Object.assign(document.createElement("input"), { type: "hidden", className: "place", name: field("exact").name.replace(/exact$/, "place"), value: `${chosen.dataset.start}-${chosen.dataset.end}` }));
  dialog.close();
}

function dateEvent(button) {
  const date = document.querySelector("[name=edtf]");
  date.value = button.dataset.date;
  date.dispatchEvent(new Event("input", { bubbles: true }));
  const basis = document.querySelector("[name=date_basis]");
  if (basis && button.dataset.inferred) basis.value = "inferred";
  say(`${dialog.dataset.dated} ${button.dataset.date}`);
}

function addButtons() {
  for (const textarea of document.querySelectorAll("textarea[data-choose]:not([data-has-button])")) {
    if (textarea.name.includes("__prefix__")) continue;
    textarea.dataset.hasButton = "yes";
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button choose", textContent: textarea.dataset.choose });
    const note = Object.assign(document.createElement("span"), { className: "choose-note" });
    note.setAttribute("role", "status");
    textarea.after(button, note);
    button.addEventListener("click", () => open(button));
    // Other words than those chosen stand elsewhere: the server looks for them.
    textarea.addEventListener("input", () => {
      const place = textarea.closest(".inline-related").querySelector("[type=hidden][name$='-place']");
      if (place) place.value = "";
    });
  }
}

if (dialog) {
  addButtons();
  document.addEventListener("formset:added", addButtons);
  dialog.addEventListener("change", (change) => {
    if (change.target.matches("[data-start]")) fromSentences();
  });
  dialog.addEventListener("input", (typed) => {
    if (typed.target.id !== "choose-q") return;
    clearTimeout(typing);
    typing = setTimeout(() => show(document.getElementById("choose-sentences"), dialog.dataset.sentences, { q: typed.target.value }), 250);
  });
  dialog.addEventListener("click", (click) => {
    const button = click.target.closest("button");
    if (!button) return;
    if (button.dataset.more) more(button);
    else if (button.dataset.date) dateEvent(button);
    else if (button.dataset.part === "take") take();
    else if (button.dataset.part === "close") dialog.close();
  });
  dialog.addEventListener("close", () => row?.querySelector("[name$='-exact']")?.focus());
}
