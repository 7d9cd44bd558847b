// What an editor typed leaves this browser when it was saved, and all of it when the editor signs out.
"use strict";

document.getElementById("logout-form")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("unsaved:")) localStorage.removeItem(key);
  }
});

// The form that was sent last from this tab: this page says whether it was saved.
const sent = sessionStorage.getItem("sent");
if (sent && !document.querySelector("form.collision")) {
  sessionStorage.removeItem("sent");
  if (document.querySelector(".messagelist .success")) localStorage.removeItem(sent);
}
