// What the page does beyond links and a form. Nothing here is needed to read, filter or check anything.
"use strict";

const announcement = document.getElementById("announcement");
const form = document.getElementById("filters");
let focused = "";

// A form that was sent before htmx was there is answered by a whole page: what is wrong with it is spoken all the same.
const wrong = document.querySelector(".found .error");
if (wrong) announcement.textContent = wrong.textContent.trim();

// htmx comes with the reader's first touch, key or pointer. What they did before it was there is done then.
let asked = false;
let waiting = 0;
function fetchHtmx() {
  if (asked) return;
  asked = true;
  const script = document.createElement("script");
  script.src = form.dataset.htmx;
  // A pause after the last letter, as htmx itself makes it from then on.
  script.addEventListener("load", () => {
    if (waiting) waiting = setTimeout(() => htmx.trigger(form, "submit"), 300);
  });
  document.head.append(script);
}
for (const sign of ["pointerover", "pointerdown", "touchstart", "keydown", "focusin", "input"]) document.addEventListener(sign, fetchHtmx, { once: true, passive: true });
for (const change of ["input", "change"]) form.addEventListener(change, (each) => {
  if (window.htmx) clearTimeout(waiting);
  else if (!each.target.matches("#called")) waiting = true;
});

// What a panel offers is fetched when it is opened: the same address is a page where there is no JavaScript.
async function fill(panel, address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || !panel.isConnected) return null; // the link stays, and leads to the same
  const part = document.createElement("template");
  part.innerHTML = await answer.text();
  return part.content;
}

async function offer(facet) {
  const panel = facet.querySelector(".panel");
  const link = panel.querySelector("a.all");
  if (!link || panel.dataset.fetching) return;
  panel.dataset.fetching = "yes";
  panel.dataset.address = link.href;
  const within = panel.contains(document.activeElement);
  const content = await fill(panel, link.href);
  delete panel.dataset.fetching;
  if (!content) return;
  panel.replaceChildren(content);
  if (within) panel.querySelector("input")?.focus();
}

document.addEventListener("toggle", (toggle) => {
  if (!toggle.target.matches?.(".facet")) return;
  if (toggle.target.open) offer(toggle.target);
  // A swap is told which panel it is to bring filled.
  const open = document.getElementById("open");
  const name = document.querySelector(".facet[open]")?.id.replace("facet-", "") ?? "";
  open.disabled = !name;
  open.value = name;
}, true);

// A search within a panel's list. It is no filter of its own: the form does not hear of it.
let typed = 0;
document.addEventListener("input", async (input) => {
  if (input.target.id !== "called") return;
  const mine = ++typed;
  await new Promise((wait) => setTimeout(wait, 200));
  const panel = input.target.closest(".panel");
  if (mine !== typed || !panel) return;
  const address = new URL(panel.dataset.address ?? form.dataset.choices, location.href);
  address.search = location.search;
  address.searchParams.set("facet", panel.parentElement.id.replace("facet-", ""));
  if (form.dataset.timeline) address.searchParams.set("timeline", form.dataset.timeline);
  address.searchParams.set("called", input.target.value);
  const content = await fill(panel, address);
  if (!content || mine !== typed) return;
  panel.querySelector(".boxes").replaceWith(content.querySelector(".boxes"));
  panel.querySelector(":scope > .cut")?.toggleAttribute("hidden", !content.querySelector(":scope > .cut"));
});
document.addEventListener("change", (change) => change.target.id === "called" && change.stopPropagation(), true);

document.addEventListener("htmx:beforeSwap", () => {
  focused = document.activeElement?.id ?? "";
});

// A swap of the choices closes their panels: the one in use is opened again, and the focus stays where it was.
document.addEventListener("htmx:oobAfterSwap", () => {
  const filled = document.querySelector(".facet .boxes")?.closest(".facet");
  if (filled) filled.open = true;
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

// Whoever changes the language comes back to what the page shows by now.
document.addEventListener("click", (click) => {
  const language = click.target.closest?.(".languages a");
  if (language) language.search = `?next=${encodeURIComponent(location.pathname + location.search)}`;
});

// More events are added below, where the link to them stood; what begins in the same year goes on under its heading.
document.addEventListener("click", async (click) => {
  const link = click.target.closest?.(".pager a[rel=next]");
  if (!link || click.ctrlKey || click.metaKey || click.shiftKey || click.button) return;
  click.preventDefault();
  const pager = link.closest(".pager");
  pager.setAttribute("aria-busy", "true");
  const content = await fill(pager, link.href);
  if (!content) return location.assign(link.href);
  const groups = [...content.querySelectorAll(".group")];
  const first = groups[0]?.querySelector("h3 a");
  if (document.getElementById(groups[0]?.querySelector(".period").id)) {
    [...document.querySelectorAll(".timeline")].at(-1).append(...groups.shift().querySelector(".timeline").children);
  }
  pager.before(...groups);
  const next = content.querySelector(".pager a[rel=next]");
  if (next) link.replaceWith(next);
  else link.remove();
  pager.removeAttribute("aria-busy");
  announcement.textContent = link.dataset.shown;
  first?.focus();
});

// A stroke over the axis chooses from the first period to the last. Each of them is a link as well.
let stroke = null;
const parts = () => [...document.querySelectorAll(".axis li")].filter((each) => each.querySelector("a"));
const under = (point) => parts().find((each) => {
  const box = each.getBoundingClientRect();
  return point.clientX >= box.left && point.clientX <= box.right && point.clientY >= box.top - 8 && point.clientY <= box.bottom + 8;
});
function strokeTo(point) {
  const all = parts();
  const at = under(point);
  if (at) stroke.to = all.indexOf(at);
  const [from, to] = [Math.min(stroke.from, stroke.to), Math.max(stroke.from, stroke.to)];
  all.forEach((each, index) => each.classList.toggle("taken", index >= from && index <= to));
  return [all[from], all[to]];
}
document.addEventListener("pointerdown", (down) => {
  const at = down.pointerType !== "touch" && !down.button && down.target.closest?.(".axis") && under(down);
  stroke = at ? { from: parts().indexOf(at), to: parts().indexOf(at), x: down.clientX, moved: false } : null;
});
document.addEventListener("dragstart", (drag) => drag.target.closest?.(".axis") && drag.preventDefault());
document.addEventListener("pointermove", (move) => {
  if (!stroke || (!stroke.moved && Math.abs(move.clientX - stroke.x) < 8)) return;
  stroke.moved = true;
  strokeTo(move);
});
document.addEventListener("pointerup", (up) => {
  const done = stroke;
  if (!done?.moved) return;
  const [first, last] = strokeTo(up).map((each) => new URL(each.querySelector("a").href));
  stroke = null;
  if (done.from === done.to) return;
  first.searchParams.set("to", last.searchParams.get("to"));
  // The click that ends the stroke is not a click on a link.
  document.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
  location.assign(first);
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

// Keys, which can be turned off (WCAG 2.1.4): j and k from event to event, / to the search, ? for what they are.
// The help lies ready in the page, and is part of it from the first time that it is asked for.
function help() {
  const ready = document.getElementById("help-template");
  if (!document.getElementById("help")) {
    ready.after(ready.content);
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
  "?": () => (help(), true),
};

document.addEventListener("keydown", (key) => {
  const typing = key.target.closest?.("input, select, textarea, dialog");
  if (typing || key.ctrlKey || key.metaKey || key.altKey || kept() === "off") return;
  if (actions[key.key]?.()) key.preventDefault();
});
document.addEventListener("click", (click) => {
  if (click.target.id === "show-help") help();
});
function offerHelp() {
  document.getElementById("show-help")?.removeAttribute("hidden");
}
document.addEventListener("htmx:afterSettle", offerHelp);

// The page is read on below this script.
document.addEventListener("DOMContentLoaded", () => {
  unfold();
  offerHelp();
});
