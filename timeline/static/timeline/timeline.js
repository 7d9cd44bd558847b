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
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let each = target.closest("details"); each; each = each.parentElement?.closest("details")) each.open = true;
  target.scrollIntoView({ block: "nearest" });
}
window.addEventListener("hashchange", unfold);
unfold();
