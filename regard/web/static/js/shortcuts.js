// "/" goes to the search box of the page, unless something is being typed.
const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const boxes = [...document.querySelectorAll("[data-search]")];
  const search = boxes.find((box) => box.offsetParent !== null);
  if (search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});
