// A specification is written in the light colours of tokens.css; here it takes those of the theme in use.
export const TOKENS = {
  "#2f5bd7": "--accent",
  "#c9d7f6": "--accent-band",
  "#b34a08": "--low",
  "#1f5fa8": "--high",
  "#b9bec8": "--mid",
  "#1b1d22": "--ink",
  "#5d6470": "--muted",
  "#e4e6ea": "--line",
};

export function themed(text, element) {
  const style = getComputedStyle(element);
  const colour = (token) => style.getPropertyValue(token).trim();
  const painted = text.replace(/#[0-9a-f]{6}\b/gi, (hex) => {
    const token = TOKENS[hex.toLowerCase()];
    return token ? colour(token) : hex;
  });
  const spec = JSON.parse(painted);
  delete spec.$schema;
  if (spec.mark || spec.layer) Object.assign(spec, { width: "container", autosize: { type: "fit-x", contains: "padding" } });
  const quiet = { labelColor: colour("--muted"), titleColor: colour("--muted") };
  spec.background = "transparent";
  spec.config = {
    ...spec.config,
    font: style.fontFamily,
    view: { stroke: null, ...spec.config?.view },
    axis: { ...spec.config?.axis, ...quiet, gridColor: colour("--line"), domainColor: colour("--mid"), tickColor: colour("--mid") },
    legend: { ...spec.config?.legend, ...quiet },
    title: { ...spec.config?.title, color: colour("--ink") },
  };
  return spec;
}
