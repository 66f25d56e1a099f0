// A survey in somebody else's page: one name of ours (Regard), no cookie, nothing of the page is changed.
// What the page did to Array, JSON or fetch does not matter: none of them is used. Styles are set by script,
// which a Content-Security-Policy allows; frame-src has to name our origin.
(function (wanted) {
  "use strict";
  var page = window, doc = document, box = null, before = null;
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

  function own(object, name) {
    // What we wrote, and not what the page hung on every object.
    return {}.hasOwnProperty.call(object, name) ? object[name] : undefined;
  }

  function style(element, rules) {
    for (var name in rules) if (own(rules, name)) element.style.setProperty(name, rules[name], "important");
    return element;
  }

  function colors() {
    // Those of the survey's own page, so that the bar above it is one with it.
    var dark = page.matchMedia && page.matchMedia("(prefers-color-scheme: dark)").matches;
    return dark ? { back: "#121419", text: "#a3aab6" } : { back: "#f6f7f9", text: "#5d6470" };
  }

  function frame(said) {
    var made = doc.createElement("iframe"), loads = 0;
    made.setAttribute("title", wanted.titles[said] || wanted.titles.en);
    made.setAttribute("sandbox", "allow-forms allow-same-origin");
    made.setAttribute("referrerpolicy", "no-referrer");
    made.addEventListener("load", function () {
      loads += 1;
      if (box) style(box, { visibility: "visible" });
      if (loads > 1) kept("localStorage", String(Date.now()));
    });
    made.src = wanted.frame + (said ? "?lang=" + said : "");
    return style(made, {
      border: "0", width: "100%", height: "calc(100% - 44px)", "margin-top": "44px", display: "block"
    });
  }

  function button(said) {
    var made = doc.createElement("button");
    made.type = "button";
    made.textContent = "\u00d7";
    made.setAttribute("aria-label", wanted.closes[said] || wanted.closes.en);
    made.addEventListener("click", close);
    return style(made, {
      position: "absolute", top: "4px", right: "4px", width: "36px", height: "36px", border: "0",
      "border-radius": "18px", background: "transparent", color: colors().text, font: "24px/1 sans-serif",
      cursor: "pointer"
    });
  }

  function title(said) {
    var made = doc.createElement("p");
    made.textContent = wanted.titles[said] || wanted.titles.en;
    return style(made, {
      position: "absolute", top: "0", left: "12px", right: "44px", height: "44px", margin: "0", overflow: "hidden",
      "white-space": "nowrap", "text-overflow": "ellipsis", color: colors().text,
      font: "14px/44px system-ui, sans-serif"
    });
  }

  function open() {
    if (box || !doc.body) return;
    var said = language(), side = wanted.place === "left" ? "left" : "right";
    before = doc.activeElement;
    box = style(doc.createElement("div"), {
      all: "initial", display: "block", position: "fixed", "z-index": "2147483000",
      bottom: "16px", width: "min(400px, calc(100vw - 12px))", height: "min(520px, calc(100vh - 32px))",
      overflow: "hidden", background: colors().back, "border-radius": "12px",
      "box-shadow": "0 8px 32px rgba(0,0,0,.3)", visibility: "hidden"
    });
    box.style.setProperty(side, "clamp(6px, calc(100vw - 412px), 16px)", "important");
    var inside = box.attachShadow({ mode: "closed" }), region = doc.createElement("section");
    region.setAttribute("aria-label", wanted.titles[said] || wanted.titles.en);
    style(region, { display: "flow-root", position: "relative", width: "100%", height: "100%" });
    region.addEventListener("keydown", function (event) {
      if (event.key === "Escape") close();
    });
    region.appendChild(title(said));
    region.appendChild(button(said));
    region.appendChild(frame(said));
    inside.appendChild(region);
    doc.body.appendChild(box);
  }

  function close() {
    if (!box) return;
    var inside = doc.activeElement === box;
    box.remove();
    box = null;
    if (inside && before && before.focus) before.focus();
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
      if (own(wanted.triggers[i], "event") === name && typeof name === "string") ask();
  }

  function deep(percent) {
    var root = doc.documentElement, far = root.scrollHeight - page.innerHeight;
    return far > 0 && page.scrollY >= (far * percent) / 100;
  }

  function watch(trigger) {
    var after = own(trigger, "after"), depth = own(trigger, "scroll");
    if (after !== undefined) page.setTimeout(ask, after * 1000);
    if (depth === undefined) return;
    page.addEventListener("scroll", function look() {
      if (!deep(depth)) return;
      page.removeEventListener("scroll", look);
      ask();
    }, { passive: true });
  }

  for (var i = 0; i < wanted.triggers.length; i += 1) watch(wanted.triggers[i]);
  Object.defineProperty(page, "Regard", { value: Object.freeze({ open: open, close: close, event: event }) });
})(WANTED);
