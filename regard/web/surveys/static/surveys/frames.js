// The preview follows what is typed, and is shown as wide as a phone or as the page.
const frame = document.querySelector("iframe[data-frame]");
const widths = document.querySelector(".widths");

if (frame && widths) {
  widths.hidden = false;
  widths.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-width]");
    if (!chosen) return;
    frame.dataset.frame = chosen.dataset.width;
    for (const one of widths.children) one.setAttribute("aria-pressed", String(one === chosen));
  });
}

const form = document.querySelector("form[data-preview]");
let language = 0;
let waiting = 0;

if (form) {
  const buttons = [...form.querySelectorAll("[formtarget=preview]")];
  form.addEventListener("click", (event) => {
    if (buttons.includes(event.target)) language = buttons.indexOf(event.target);
  });
  form.addEventListener("input", (event) => {
    const written = buttons.findIndex((button) => button.value === event.target.lang);
    if (written >= 0) language = written;
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(buttons[language]), 400);
  });
}
