// A survey in somebody else's page: one name of ours (Regard), no cookie, nothing of the page is changed.
// What the page did to Array, JSON or fetch does not matter: none of them is used. Styles are set by script,
// which a Content-Security-Policy allows; frame-src has to name our origin.
(function (wanted) {
  "use strict";
  var page = window, doc = document, box = null;
  if (page.Regard) return;

  function kept(where, value) {
    // What was kept in this page's own storage, which may be forbidden; `where` is its name on window.
    try {
      var store = page[where], name = "regard:" + wanted.key;
      if (value !== undefined) store.setItem(name, value);
      return store.getItem(name);
    } catch (error) {
      return null;
    }
  }

  function language() {
    var own = (doc.documentElement.getAttribute("lang") || "").toLowerCase();
    if (own.indexOf("zh") === 0) return "zh-hans";
    return own.indexOf("en") === 0 ? "en" : "";
  }

  function style(element, rules) {
    for (var name in rules) element.style.setProperty(name, rules[name], "important");
    return element;
  }

  function frame(said) {
    var made = doc.createElement("iframe"), loads = 0;
    made.setAttribute("title", wanted.titles[said] || wanted.titles.en);
    made.setAttribute("sandbox", "allow-forms allow-same-origin");
    made.setAttribute("referrerpolicy", "no-referrer");
    made.addEventListener("load", function () {
      loads += 1;
      if (loads > 1) kept("localStorage", String(Date.now()));
    });
    made.src = wanted.frame + (said ? "?lang=" + said : "");
    return style(made, { border: "0", width: "100%", height: "calc(100% - 44px)", "margin-top": "44px", display: "block" });
  }

  function button(said) {
    var made = doc.createElement("button");
    made.type = "button";
    made.textContent = "\u00d7";
    made.setAttribute("aria-label", wanted.closes[said] || wanted.closes.en);
    made.addEventListener("click", close);
    return style(made, {
      position: "absolute", top: "4px", right: "4px", width: "36px", height: "36px", border: "0",
      "border-radius": "18px", background: "#fff", color: "#222", font: "24px/1 sans-serif", cursor: "pointer"
    });
  }

  function open() {
    if (box || !doc.body) return;
    var said = language(), shown = wanted.place;
    box = style(doc.createElement("div"), {
      all: "initial", display: "block", position: "fixed", "z-index": "2147483000",
      bottom: "16px", width: "min(400px, calc(100vw - 32px))", height: "min(520px, calc(100vh - 32px))",
      overflow: "hidden", background: "#fff", "border-radius": "12px", "box-shadow": "0 8px 32px rgba(0,0,0,.3)"
    });
    style(box, shown === "left" ? { left: "16px" } : { right: "16px" });
    var inside = box.attachShadow({ mode: "closed" }), region = doc.createElement("section");
    region.setAttribute("aria-label", wanted.titles[said] || wanted.titles.en);
    style(region, { display: "flow-root", position: "relative", width: "100%", height: "100%" });
    region.addEventListener("keydown", function (event) {
      if (event.key === "Escape") close();
    });
    region.appendChild(button(said));
    region.insertBefore(frame(said), region.firstChild);
    inside.appendChild(region);
    doc.body.appendChild(box);
  }

  function close() {
    if (!box) return;
    box.remove();
    box = null;
    kept("localStorage", String(Date.now()));
  }

  function may() {
    // Not within the quiet time after it was closed or answered, and for a share of the visits alone.
    var last = Number(kept("localStorage")) || 0;
    if (Date.now() - last < wanted.quietDays * 86400000) return false;
    var drawn = kept("sessionStorage") || kept("sessionStorage", String(Math.random()));
    return Number(drawn === null ? Math.random() : drawn) < wanted.share;
  }

  function ask() {
    if (may()) open();
  }

  function event(name) {
    for (var i = 0; i < wanted.triggers.length; i += 1)
      if (wanted.triggers[i].event === name && typeof name === "string") ask();
  }

  function deep(percent) {
    var root = doc.documentElement, far = root.scrollHeight - page.innerHeight;
    return far > 0 && page.scrollY >= (far * percent) / 100;
  }

  function watch(trigger) {
    if (trigger.after !== undefined) page.setTimeout(ask, trigger.after * 1000);
    if (trigger.scroll === undefined) return;
    page.addEventListener("scroll", function look() {
      if (!deep(trigger.scroll)) return;
      page.removeEventListener("scroll", look);
      ask();
    }, { passive: true });
  }

  for (var i = 0; i < wanted.triggers.length; i += 1) watch(wanted.triggers[i]);
  Object.defineProperty(page, "Regard", { value: Object.freeze({ open: open, close: close, event: event }) });
})(WANTED);
