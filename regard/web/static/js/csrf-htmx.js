// Requests made by htmx carry the token that Django asks of every form.
const token = document.querySelector('meta[name="csrf-token"]');

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, verb } = event.detail;
  if (token && verb !== "get") headers["X-CSRFToken"] = token.content;
});
