// A text that can be taken along: one click copies it, and says so.
const shown = 2000;

async function copy(button) {
  const field = button.closest("[data-copying]").querySelector("textarea");
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), shown);
  } catch {
    field.focus();
    field.select(); // where the browser forbids it, the text is at least ready to be copied by hand
  }
}

function prepare() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

prepare();
document.addEventListener("htmx:afterSettle", prepare);
