// A part of the page that could not be fetched says so, instead of doing nothing.
function show(id) {
  const region = document.getElementById("messages");
  const notice = document.getElementById(id);
  if (region && notice) {
    region.replaceChildren(notice.content.cloneNode(true));
    region.scrollIntoView({ block: "nearest" });
  }
}

// What is asked for every two seconds may miss an answer; it asks again by itself.
const repeats = (event) => event.detail.elt.getAttribute("hx-trigger")?.startsWith("every");

for (const [name, id] of [
  ["htmx:responseError", "failure-notice"],
  ["htmx:sendError", "offline-notice"],
  ["htmx:timeout", "offline-notice"],
]) {
  document.addEventListener(name, (event) => {
    if (!repeats(event)) show(id);
  });
}

// Who is no longer signed in gets the sign-in page as a page, not inside the one that is open.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.serverResponse?.includes('<div class="plain">')) return;
  event.detail.shouldSwap = false;
  if (event.detail.xhr.status === 200) window.location.reload();
});
