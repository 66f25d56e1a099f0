// Charts come from the server as pictures; this makes one interactive when asked (or when seen and idle).
import { themed } from "./chart-colours.js";
import { language } from "./chart-language.js";

const bundles = new Map();

function bundle(url) {
  if (!bundles.has(url)) bundles.set(url, import(new URL(url, document.baseURI)));
  return bundles.get(url);
}

async function specification(figure) {
  const answer = await fetch(figure.dataset.chartUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the chart answered ${answer.status}`);
  return themed(await answer.text(), figure);
}

// Strict policies forbid eval and inline styles: expressions are interpreted, styles come from css/chart.css.
const OPTIONS = {
  ast: true,
  actions: false,
  defaultStyle: false,
  renderer: "svg",
  logLevel: 1,
  tooltip: { disableDefaultStyle: true, theme: "custom" },
};

// A mark whose row has a field `href` opens it, as long as it stays on this site.
function follow(view) {
  view.addEventListener("click", (_event, item) => {
    const href = item?.datum?.href;
    if (!href || item.href) return;
    const target = new URL(href, document.baseURI);
    if (target.origin === window.location.origin) window.location.assign(target);
  });
}

async function draw(figure) {
  const picture = figure.querySelector("[data-picture]");
  const live = document.createElement("div");
  live.className = "chart-live";
  live.setAttribute("role", "group");
  live.setAttribute("aria-labelledby", picture.getAttribute("aria-labelledby"));
  const [{ embed }, spec] = await Promise.all([bundle(figure.dataset.bundleUrl), specification(figure)]);
  const { timeFormat, ...formats } = language(document.documentElement);
  if (timeFormat) spec.config.timeFormat ??= timeFormat;
  picture.after(live);
  try {
    const { view } = await embed(live, spec, { ...OPTIONS, ...formats });
    follow(view);
    picture.hidden = true;
  } catch (error) {
    live.remove();
    throw error;
  }
}

// The picture stays whatever happens: being interactive is an extra.
async function upgrade(figure) {
  const button = figure.querySelector("[data-interactive]");
  if (button) button.disabled = true;
  try {
    await draw(figure);
    figure.dataset.chartState = "interactive";
  } catch {
    figure.dataset.chartState = "picture";
  }
  if (button) button.hidden = true;
}

const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    idle(() => upgrade(target));
  }
});

function prepare(root) {
  for (const figure of root.querySelectorAll("figure[data-chart-url]:not([data-chart-state])")) {
    const button = figure.querySelector("[data-interactive]");
    figure.dataset.chartState = "ready";
    if (figure.dataset.auto !== undefined) seen.observe(figure);
    else if (button) {
      button.hidden = false;
      button.addEventListener("click", () => upgrade(figure), { once: true });
    }
  }
}

prepare(document);
document.addEventListener("htmx:afterSettle", (event) => prepare(event.detail.elt.parentElement ?? document));
