// What the page does beyond links and a form. Nothing here is needed to read, filter or check anything.
"use strict";

const announcement = document.getElementById("announcement");
let open = "";
let focused = "";

// A swap of the choices closes their panels: the one in use is opened again, and the focus stays where it was.
document.addEventListener("htmx:beforeSwap", () => {
  open = document.querySelector(".facet[open]")?.id ?? "";
  focused = document.activeElement?.id ?? "";
});

document.addEventListener("htmx:oobAfterSwap", () => {
  if (open) document.getElementById(open)?.setAttribute("open", "");
});

document.addEventListener("htmx:afterSettle", (swap) => {
  if (swap.detail.target?.id !== "results") return;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  for (const name of ["q", "from", "to", "known"]) {
    document.getElementById(name)?.toggleAttribute("aria-invalid", false);
    if (document.getElementById(`error-${name}`)) document.getElementById(name)?.setAttribute("aria-invalid", "true");
  }
  // One short sentence is spoken, not the whole list.
  const said = document.querySelector(".found .error, #count");
  announcement.textContent = said ? said.textContent.trim() : "";
});

// A panel closes when the reader turns elsewhere, and with Escape, which gives the focus back to its button.
function closeUnless(staysOpen) {
  if (!window.matchMedia("(min-width: 48rem)").matches) return;
  for (const panel of document.querySelectorAll(".choices .facet[open]")) if (!staysOpen(panel)) panel.removeAttribute("open");
}
document.addEventListener("click", (click) => closeUnless((panel) => panel.contains(click.target)));
// A click on nothing gives the focus to <main>, which holds the panel: that is not elsewhere.
document.addEventListener("focusin", (focus) => closeUnless((panel) => panel.contains(focus.target) || focus.target.contains(panel)));
document.addEventListener("keydown", (key) => {
  const panel = key.key === "Escape" && document.activeElement?.closest(".facet[open]");
  if (panel) {
    panel.removeAttribute("open");
    panel.querySelector("summary").focus();
  }
});

// The number of a passage leads to the words themselves, wherever they are folded away.
function unfold() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (let each = target.closest("details"); each; each = each.parentElement?.closest("details")) each.open = true;
  target.scrollIntoView({ block: "nearest" });
}
window.addEventListener("hashchange", unfold);
unfold();

// Keys, which can be turned off (WCAG 2.1.4): j and k from event to event, / to the search, ? for what they are.
const help = document.getElementById("help");
const keys = document.getElementById("keys");

function kept(value) {
  try {
    if (value !== undefined) localStorage.setItem("keys", value);
    return localStorage.getItem("keys");
  } catch {
    return null; // a browser that keeps nothing: the keys are on
  }
}

function moveTo(step) {
  const titles = [...document.querySelectorAll(".event h3 a")];
  const here = titles.indexOf(document.activeElement?.closest(".event")?.querySelector("h3 a"));
  const next = titles[here < 0 ? (step > 0 ? 0 : -1) : here + step];
  next?.focus({ preventScroll: true });
  next?.closest(".event").scrollIntoView({ block: "start" });
  return Boolean(next);
}

const actions = {
  j: () => moveTo(1),
  k: () => moveTo(-1),
  ArrowDown: () => document.activeElement?.matches(".event h3 a") && moveTo(1),
  ArrowUp: () => document.activeElement?.matches(".event h3 a") && moveTo(-1),
  "/": () => (document.getElementById("q").focus(), true),
  "?": () => (help.showModal(), true),
};

keys.checked = kept() !== "off";
keys.addEventListener("change", () => kept(keys.checked ? "on" : "off"));
document.addEventListener("keydown", (key) => {
  const typing = key.target.closest?.("input, select, textarea, dialog");
  if (typing || key.ctrlKey || key.metaKey || key.altKey || !keys.checked) return;
  if (actions[key.key]?.()) key.preventDefault();
});
document.addEventListener("click", (click) => {
  if (click.target.id === "show-help") help.showModal();
});
function offerHelp() {
  document.getElementById("show-help")?.removeAttribute("hidden");
}
document.addEventListener("htmx:afterSettle", offerHelp);
offerHelp();
