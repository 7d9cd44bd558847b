// Keeps what an editor typed and did not save in this browser, and offers it back: after a lost session, a closed tab.
// Kept by event and user, for three days at most; forgotten on saving and on signing out.
"use strict";

const PREFIX = "unsaved:";
const LONGEST = 3 * 24 * 60 * 60 * 1000;

function forgetAll(keep) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !(keep && keep(key))) localStorage.removeItem(key);
  }
}

function isFresh(key) {
  try {
    return Date.now() - JSON.parse(localStorage.getItem(key)).at < LONGEST;
  } catch {
    return false;
  }
}

function read(form) {
  const skipped = ["csrfmiddlewaretoken"];
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !skipped.includes(name));
}

// What is chosen by a search has a key for its value: its words are kept along, to be read when it is offered back.
function readWords(form) {
  const chosen = form.querySelectorAll("select.admin-autocomplete option:checked");
  return Object.fromEntries([...chosen].filter((each) => each.value).map((each) => [`${each.parentElement.name}=${each.value}`, each.text]));
}

// Rows that were added to a formset are added again, by its own button.
function addRows(fields) {
  for (const [name, value] of fields) {
    const group = name.match(/^(.+)-TOTAL_FORMS$/);
    const total = group && document.querySelector(`[name="${name}"]`);
    for (let more = total ? Number(value) - Number(total.value) : 0; more > 0; more -= 1) {
      document.querySelector(`#${group[1]}-group .add-row a`)?.click();
    }
  }
}

function fill(form, { fields, words = {} }) {
  addRows(fields);
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
  for (const element of form.elements) {
    if (!element.name || element.type === "submit" || element.name === "csrfmiddlewaretoken" || /-(TOTAL|INITIAL)_FORMS$/.test(element.name)) continue;
    const wanted = values.get(element.name) || [];
    if (element.type === "checkbox" || element.type === "radio") {
      element.checked = wanted.includes(element.value);
    } else if (element.tagName === "SELECT") {
      for (const value of wanted) {
        if (value && ![...element.options].some((option) => option.value === value)) element.add(new Option(words[`${element.name}=${value}`] || `№ ${value}`, value));
      }
      for (const option of element.options) option.selected = wanted.includes(option.value);
    } else if (wanted.length) {
      element.value = wanted[0];
    }
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const notice = document.getElementById("unsaved");
const form = document.querySelector("#event_form");
if (notice && form) {
  const key = `${PREFIX}${notice.dataset.user}:${notice.dataset.event}`;
  forgetAll((each) => each.startsWith(`${PREFIX}${notice.dataset.user}:`) && isFresh(each));
  const kept = localStorage.getItem(key);
  const before = JSON.stringify(read(form));
  if (kept && JSON.stringify(JSON.parse(kept).fields) !== before) {
    notice.hidden = false;
    notice.querySelector(".unsaved-when").textContent = new Date(JSON.parse(kept).at).toLocaleString();
  }
  notice.addEventListener("click", (event) => {
    const what = event.target.dataset.do;
    if (what === "restore") fill(form, JSON.parse(localStorage.getItem(key)));
    if (what === "forget") localStorage.removeItem(key);
    if (what) notice.hidden = true;
  });
  let timer;
  const keep = () => {
    const fields = read(form);
    if (JSON.stringify(fields) === before) return;
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields, words: readWords(form) }));
    form.dataset.kept = "yes";
  };
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  };
  form.addEventListener("input", keepSoon);
  window.django?.jQuery(form).on("change", keepSoon); // what is chosen by a search tells jQuery alone
  form.addEventListener("submit", () => {
    keep();
    sessionStorage.setItem("sent", key);
  });
}
