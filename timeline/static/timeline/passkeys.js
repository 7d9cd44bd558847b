// Passkeys: asks the browser what the page says, puts the answer into the form, and sends it.
"use strict";

for (const button of document.querySelectorAll("[data-passkey]")) {
  const said = button.parentElement.querySelector(".passkey-said");
  const options = JSON.parse(button.dataset.options);
  const ask = {
    get: () => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
    create: () => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  }[button.dataset.passkey];
  button.hidden = false;
  const send = async () => {
    const form = button.form;
    // A code is not asked of who uses a passkey; everything else is.
    if (!form.reportValidity()) return;
    said.textContent = "";
    button.disabled = true;
    try {
      form.elements.passkey.value = JSON.stringify((await ask()).toJSON());
      form.submit();
    } catch {
      said.textContent = said.dataset.failed;
      button.disabled = false;
    }
  };
  button.addEventListener("click", send);
  // Enter in a field of a form that has no other button.
  if (button.dataset.passkey === "create") {
    button.form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
  }
}
