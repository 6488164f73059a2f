// The one place that calls Plotly. A figure is <div data-figure="ID"> beside a JSON block #ID;
// colours and typeface in it are names of the page's tokens, "var(--ink)", resolved here.

const OPTIONS = Object.freeze({
  // Plotly can send a figure to its maker's servers; these two switch that off.
  showSendToCloud: false,
  plotlyServerURL: "",
  displayModeBar: false,
  displaylogo: false,
  doubleClick: false,
  responsive: false,
});
const NARROW_PX = 560;
const PAPER_PX = 680;
const NARROW_MARGINS = { l: 34, r: 56 };
const WIDE_ONLY = "wide";

const onPaper = matchMedia("print");
const inTheDark = matchMedia("(prefers-color-scheme: dark)");
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => redraw(target)));

function resolve(value, styles) {
  if (typeof value === "string") {
    const token = /^var\((--[\w-]+)\)$/.exec(value);
    return token ? styles.getPropertyValue(token[1]).trim() : value;
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, styles));
  if (value && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolve(item, styles)]),
    );
  }
  return value;
}

// A narrow figure has smaller margins and fewer words: the last number says the most.
function fit({ data, layout }, width) {
  if (width >= NARROW_PX) return { data, layout };
  const { margin, annotations = [] } = layout;
  return {
    data: data.map((trace) => (trace.meta === WIDE_ONLY ? { ...trace, text: lastOf(trace.text) } : trace)),
    layout: {
      ...layout,
      margin: { ...margin, l: Math.min(margin.l, NARROW_MARGINS.l), r: Math.min(margin.r, NARROW_MARGINS.r) },
      annotations: annotations.filter(({ name }) => name !== WIDE_ONLY),
    },
  };
}

function lastOf(texts) {
  const last = texts.findLastIndex(Boolean);
  return texts.map((text, index) => (index === last ? text : ""));
}

// Paper is white whatever the screen shows: the light tokens stand on an element of their own.
function tokens() {
  return getComputedStyle(
    onPaper.matches ? document.getElementById("light-tokens") ?? document.body : document.body,
  );
}

function draw(element) {
  const figure = JSON.parse(document.getElementById(element.dataset.figure).textContent);
  const width = onPaper.matches ? Math.min(element.clientWidth, PAPER_PX) : element.clientWidth;
  element.drawnWidth = element.clientWidth;
  const { data, layout } = resolve(fit(figure, width), tokens());
  const size = { width, height: element.clientHeight, autosize: false };
  return window.Plotly.react(element, data, { ...layout, ...size }, OPTIONS);
}

function redraw(element) {
  if (element.clientWidth && element.clientWidth !== element.drawnWidth) draw(element);
}

function drawAll() {
  document.querySelectorAll("[data-figure]").forEach(draw);
}

// Observing calls back at once, which draws the figure for the first time.
function start() {
  document.querySelectorAll("[data-figure]").forEach((element) => sizes.observe(element));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save-figure]");
  if (!button) return;
  const plot = document.querySelector(`[data-figure="${CSS.escape(button.dataset.saveFigure)}"]`);
  window.Plotly.downloadImage(plot, { format: "svg", filename: button.dataset.name });
});
// T unfolds the tables of the same numbers, and folds them again.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "t" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, dialog")) return;
  const tables = [...document.querySelectorAll("details.numbers")];
  const open = !tables.every((table) => table.open);
  tables.forEach((table) => table.toggleAttribute("open", open));
});
// Paper cannot be unfolded: earlier visits and doses stand open on it. Tables of the figures'
// numbers are printed where the reader has opened them.
function unfold() {
  document.querySelectorAll("details:not(.numbers, [open])").forEach((details) => {
    details.open = true;
    details.dataset.forPaper = "";
  });
}

function fold() {
  document.querySelectorAll("details[data-for-paper]").forEach((details) => {
    details.open = false;
    delete details.dataset.forPaper;
  });
}

inTheDark.addEventListener("change", drawAll);
onPaper.addEventListener("change", () => {
  if (onPaper.matches) unfold();
  else fold();
  drawAll();
});
window.addEventListener("beforeprint", unfold);
window.addEventListener("afterprint", fold);
document.addEventListener("htmx:load", start);
start();
