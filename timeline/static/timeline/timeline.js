// What the page does beyond links and a form. Nothing here is needed to read, filter or check anything.
"use strict";

const announcement = document.getElementById("announcement");
const form = document.getElementById("filters");
let regain = null;
const said = () => document.querySelector(".found .error, #count");
const isSearchOfPanel = (field) => field.matches(".narrow input");

// A form that was sent before htmx was there is answered by a whole page: what is wrong with it is spoken all the same.
const wrong = document.querySelector(".found .error");
if (wrong) announcement.textContent = wrong.textContent.trim();

// htmx comes with the reader's first touch, key or pointer. What they changed before it was there is heard then.
let coming = null;
let changed = null;
function fetchHtmx() {
  coming ??= new Promise((comes) => {
    const script = document.createElement("script");
    script.src = form.dataset.htmx;
    script.addEventListener("error", () => comes(false));
    script.addEventListener("load", () => {
      changed?.dispatchEvent(new Event(changed.id === "q" ? "input" : "change", { bubbles: true }));
      comes(true);
    });
    // Between the last word of a page and the last of its files htmx would wait for a page that has come already.
    if (document.readyState === "complete") document.head.append(script);
    else window.addEventListener("load", () => document.head.append(script));
  });
  return coming;
}

// So do the keys, and what was pressed last before they were there is pressed again.
let pressed = null;
const hold = (press) => {
  if (press.type === "keydown" || press.target.id === "show-help") pressed = press;
};
function fetchKeys() {
  const script = document.createElement("script");
  script.src = document.getElementById("show-help").dataset.keys;
  script.addEventListener("load", () => {
    for (const press of ["keydown", "click"]) document.removeEventListener(press, hold);
    pressed?.target.dispatchEvent(new pressed.constructor(pressed.type, pressed));
  });
  document.head.append(script);
}
for (const press of ["keydown", "click"]) document.addEventListener(press, hold);

const signs = ["pointerover", "pointerdown", "touchstart", "keydown", "focusin", "input"];
function come() {
  for (const sign of signs) document.removeEventListener(sign, come);
  fetchHtmx();
  fetchKeys();
}
for (const sign of signs) document.addEventListener(sign, come, { passive: true });
for (const change of ["input", "change"]) form.addEventListener(change, (each) => {
  if (!window.htmx && !isSearchOfPanel(each.target)) changed = each.target;
});

// Back and Forward show what their address says. No list that was swapped away is kept: the page is asked for again.
const here = () => location.pathname + location.search;
let shown = here();
window.addEventListener("popstate", (pop) => {
  pop.stopImmediatePropagation(); // htmx, where it has come, would do it for another place on this very page as well
  if (here() !== shown) location.reload();
}, true);
for (const moved of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) document.addEventListener(moved, () => { shown = here(); });

// A search is one step back, however slowly it was typed; and no address is a step from itself.
let searching = false;
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history: step, requestConfig } }) => {
  const typed = requestConfig.triggeringEvent?.type === "input";
  const to = new URL(step.path, location.href);
  if ((typed && searching) || to.pathname + to.search === shown) step.type = "replace";
  searching = typed;
});

// Links to the same events filtered otherwise are followed by the form, and answered in place as it is.
async function ask(address) {
  const wanted = new URL(address).searchParams;
  for (const field of form.elements) {
    if (field.type === "checkbox") field.checked = wanted.getAll(field.name).includes(field.value);
    else if (field.name && field.type !== "hidden") field.value = wanted.get(field.name) ?? "";
  }
  if (await fetchHtmx()) htmx.trigger(form, "submit");
  else location.assign(address);
}
const isPlain = (click) => !(click.defaultPrevented || click.ctrlKey || click.metaKey || click.shiftKey || click.button);
document.addEventListener("click", (click) => {
  const link = click.target.closest?.("#results :is(.active, .axis, .empty) a");
  if (!link || !isPlain(click)) return;
  click.preventDefault();
  ask(link.href);
});

// On a phone the open sheet keeps the count in sight, and leads from there to the events; or to what cannot be read.
document.getElementById("show-events").addEventListener("click", (click) => {
  click.preventDefault();
  const unread = form.querySelector("[aria-invalid=true]");
  if (unread) return unread.focus();
  document.getElementById("sheet").open = false;
  said()?.focus();
  document.getElementById("results").scrollIntoView();
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
  if (!isSearchOfPanel(input.target)) return;
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
document.addEventListener("change", (change) => isSearchOfPanel(change.target) && change.stopPropagation(), true);

// What a swap takes away had a place among others: the focus stays at that place, or goes to what was found.
let inUse = null;
document.addEventListener("htmx:beforeSwap", () => {
  inUse = document.querySelector(".facet[open]")?.id;
  const on = document.activeElement;
  const { id } = on;
  const list = [".active", ".axis"].find((each) => on.closest(each));
  const links = () => [...document.querySelectorAll(`${list} a`)];
  const at = links().indexOf(on);
  if (id) regain = () => document.getElementById(id);
  else if (list) regain = () => links().slice(0, at + 1).at(-1);
  else regain = on.closest("#results") ? said : null;
});

// A swap of the choices closes their panels: the one in use is opened again, and the focus stays where it was. One that
// the reader has closed since they asked stays closed.
document.addEventListener("htmx:oobAfterSwap", () => {
  const filled = document.querySelector(".facet .boxes")?.closest(".facet");
  if (filled && filled.id === inUse) filled.open = true;
});

document.addEventListener("htmx:afterSettle", (swap) => {
  if (swap.detail.target?.id !== "results") return;
  if (regain) (regain() ?? said())?.focus({ preventScroll: true });
  for (const name of ["q", "from", "to", "known"]) {
    document.getElementById(name)?.toggleAttribute("aria-invalid", false);
    if (document.getElementById(`error-${name}`)) document.getElementById(name)?.setAttribute("aria-invalid", "true");
  }
  // One short sentence is spoken, not the whole list.
  announcement.textContent = document.getElementById("so-far").textContent = said()?.textContent.trim() ?? "";
});

// Whoever changes the language comes back to what the page shows by now.
document.addEventListener("click", (click) => {
  const language = click.target.closest?.(".languages a");
  if (language) language.search = `?next=${encodeURIComponent(location.pathname + location.search)}`;
});

// More events are added below, where the link to them stood; what begins in the same year goes on under its heading.
document.addEventListener("click", async (click) => {
  const link = click.target.closest?.(".pager a[rel=next]");
  if (!link || !isPlain(click)) return;
  click.preventDefault();
  const pager = link.closest(".pager");
  pager.setAttribute("aria-busy", "true");
  const content = await fill(pager, link.href);
  if (!content) return location.assign(link.href);
  const groups = [...content.querySelectorAll(".group")];
  const first = groups[0]?.querySelector("h3 a");
  // On paper the notes are numbered from the first to the last of the page.
  const notes = document.querySelectorAll(".passage").length;
  for (const each of content.querySelectorAll("[data-note]")) each.dataset.note = each.dataset.note.replace(/\d+/g, (note) => Number(note) + notes);
  if (groups[0]?.querySelector(".period").textContent === [...document.querySelectorAll(".period")].at(-1)?.textContent) {
    [...document.querySelectorAll(".timeline")].at(-1).append(...groups.shift().querySelector(".timeline").children);
  }
  for (const group of groups) {
    const heading = group.querySelector(".period");
    while (document.getElementById(heading.id)) heading.id += "-";
    heading.firstElementChild.hash = heading.id;
    group.querySelector(".timeline").setAttribute("aria-labelledby", heading.id);
  }
  pager.before(...groups);
  const next = content.querySelector(".pager a[rel=next]");
  if (next) link.replaceWith(next);
  else link.remove();
  pager.removeAttribute("aria-busy");
  announcement.textContent = link.dataset.shown;
  first?.focus();
});

// A stroke over a row of the axis chooses from the first period to the last; it may begin and end where there is none.
// Each of them is a link as well.
let stroke = null;
function under(row, point) {
  return [...row.children].findIndex((each) => {
    const box = each.getBoundingClientRect();
    return point.clientX >= box.left && point.clientX <= box.right && point.clientY >= box.top - 8 && point.clientY <= box.bottom + 8;
  });
}
function strokeTo(point) {
  const at = under(stroke.row, point);
  if (at >= 0) stroke.to = at;
  const [from, to] = [Math.min(stroke.from, stroke.to), Math.max(stroke.from, stroke.to)];
  return [...stroke.row.children].filter((each, index) => each.classList.toggle("taken", index >= from && index <= to));
}
document.addEventListener("pointerdown", (down) => {
  const row = down.pointerType !== "touch" && !down.button && down.target.closest?.(".axis ol");
  const at = row ? under(row, down) : -1;
  stroke = at < 0 ? null : { row, from: at, to: at, x: down.clientX, moved: false };
});
document.addEventListener("dragstart", (drag) => drag.target.closest?.(".axis") && drag.preventDefault());
document.addEventListener("pointermove", (move) => {
  if (!stroke || (!stroke.moved && Math.abs(move.clientX - stroke.x) < 8)) return;
  stroke.moved = true;
  strokeTo(move);
});
document.addEventListener("pointerup", (up) => {
  const done = stroke;
  if (!done?.moved) return (stroke = null); // a click: no stroke goes on without a button
  const taken = strokeTo(up).map((each) => each.querySelector("a")).filter(Boolean);
  stroke = null;
  if (done.from === done.to || !taken.length) return [...done.row.children].forEach((each) => each.classList.remove("taken"));
  // The link of what is asked for already leads out of it.
  const [first, last] = [taken[0], taken.at(-1)].map((link) => new URL(link.dataset.narrows ?? link.href, location.href));
  first.searchParams.set("to", last.searchParams.get("to"));
  // The click that ends the stroke is not a click on a link.
  document.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
  ask(first);
});

// A panel closes when the reader turns elsewhere, and with Escape, which gives the focus back to its button.
function closeUnless(staysOpen) {
  if (!window.matchMedia("(min-width: 48rem)").matches) return;
  for (const panel of document.querySelectorAll(".choices .facet[open]")) if (!staysOpen(panel)) panel.removeAttribute("open");
}
// Nor is Enter in one of its fields, for which the browser clicks the form's button: a click by no pointer.
document.addEventListener("click", (click) => click.detail && closeUnless((panel) => panel.contains(click.target)));
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

// The page is read on below this script.
document.addEventListener("DOMContentLoaded", () => {
  unfold();
  document.getElementById("show-help").hidden = false;
});
