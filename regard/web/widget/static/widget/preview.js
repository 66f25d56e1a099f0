// The widget is open when the page is, and opens again: neither waits for the quiet time of a visitor.
const again = document.querySelector("button");

again.hidden = false;
again.addEventListener("click", () => window.Regard.open());
window.Regard.open();
