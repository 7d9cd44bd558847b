// Keys, which can be turned off (WCAG 2.1.4): j and k from event to event, / to the search, ? for what they are.
"use strict";

const showHelp = document.getElementById("show-help");

// The help lies ready in the page, and is part of it from the first time that it is asked for.
function help() {
  if (!document.getElementById("help")) {
    document.body.append(document.getElementById("help-template").content);
    const box = document.getElementById("keys");
    box.checked = kept() !== "off";
    box.addEventListener("change", () => kept(box.checked ? "on" : "off"));
  }
  document.getElementById("help").showModal();
}

function kept(value) {
  try {
    if (value !== undefined) localStorage.setItem("keys", value);
    return localStorage.getItem("keys");
  } catch {
    return null; // a browser that keeps nothing: the keys are on
  }
}

// On a page with a list of events they are its titles; an event's own page has links to those beside it.
const TITLES = ".event h3 a, .used li > a";

function moveTo(step) {
  const beside = document.querySelector(`.beside [rel=${step > 0 ? "next" : "prev"}]`);
  if (beside) return beside.click(), true;
  const titles = [...document.querySelectorAll(TITLES)];
  const within = document.activeElement?.closest(".event, .used li");
  const here = titles.findIndex((each) => within?.contains(each));
  const next = titles[here + step];
  next?.closest(".event, .used").scrollIntoView({ block: "start" });
  next?.focus();
  return Boolean(next);
}

const isOnTitle = () => document.activeElement?.matches(`${TITLES}, .beside a`);

function search() {
  const field = document.getElementById("q");
  if (field) field.focus();
  else location.assign(`${document.querySelector(".wordmark").href}#q`);
  return true;
}

const actions = {
  j: () => moveTo(1),
  k: () => moveTo(-1),
  ArrowDown: () => isOnTitle() && moveTo(1),
  ArrowUp: () => isOnTitle() && moveTo(-1),
  "/": search,
  "?": () => (help(), true),
};

document.addEventListener("keydown", (key) => {
  const typing = key.target.closest?.("input:not([type=checkbox]), select, textarea, dialog");
  if (typing || key.ctrlKey || key.metaKey || key.altKey || kept() === "off") return;
  if (actions[key.key]?.()) key.preventDefault();
});

showHelp.addEventListener("click", help);
showHelp.hidden = false;
