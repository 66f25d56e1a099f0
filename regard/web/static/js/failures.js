// A part of the page that could not be fetched says so, instead of doing nothing.
function show(id) {
  const region = document.getElementById("messages");
  const notice = document.getElementById(id);
  if (region && notice) {
    region.replaceChildren(notice.content.cloneNode(true));
    region.scrollIntoView({ block: "nearest" });
  }
}

// Work that is asked for every two seconds may miss an answer; only what a person did is reported.
const asked = (event) => event.detail.requestConfig?.triggeringEvent?.isTrusted ?? false;

document.addEventListener("htmx:responseError", (event) => asked(event) && show("failure-notice"));
document.addEventListener("htmx:sendError", (event) => asked(event) && show("offline-notice"));
document.addEventListener("htmx:timeout", (event) => asked(event) && show("offline-notice"));
