// The preview follows what is typed, in the frame that is shown.
const form = document.querySelector("form[data-preview]");
const frames = document.querySelector(".preview");
let language = 0;
let waiting = 0;
let isTyped = false;

function show() {
  const chosen = frames.querySelector("[name=frame]:checked").value;
  const frame = frames.querySelector(`iframe[name=preview-${chosen}]`);
  const button = [...form.querySelectorAll("[name=preview]")][language];
  if (!frame.dataset.typed || !button) return;
  button.formAction = frame.dataset.typed;
  button.formTarget = frame.name;
  form.requestSubmit(button);
  const link = frames.querySelector(`a[target=${frame.name}][lang=${button.value}]`);
  if (link) mark(link);
}

function mark(link) {
  for (const one of link.parentElement.children) one.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
}

if (frames) {
  for (const link of frames.querySelectorAll("nav a")) {
    link.addEventListener("click", () => mark(link));
    if (link.href === link.closest(".framed").querySelector("iframe").src) mark(link);
  }
  frames.addEventListener("change", () => {
    frames.scrollIntoView({ block: "nearest" });
    if (isTyped) show();
  });
}

if (form && frames) {
  const buttons = [...form.querySelectorAll("[name=preview]")];
  form.addEventListener("click", (event) => {
    if (!event.isTrusted || !buttons.includes(event.target)) return;
    language = buttons.indexOf(event.target);
    event.preventDefault();
    show();
  });
  form.addEventListener("input", (event) => {
    const written = buttons.findIndex((button) => button.value === event.target.lang);
    if (written >= 0) language = written;
    isTyped = true;
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  });
}
