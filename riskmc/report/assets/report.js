(() => {
  "use strict";

  const NARROW = 560;
  const PRINT_WIDTH = 680;
  const page = JSON.parse(document.getElementById("report-data").textContent);
  const charts = [...document.querySelectorAll("[data-figure]")];
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  let isPrinting = false;

  function inDark(value) {
    if (typeof value === "string") return page.dark[value] ?? value;
    if (Array.isArray(value)) return value.map(inDark);
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inDark(part)]));
    }
    return value;
  }

  function withChanges(layout, changes) {
    const copy = structuredClone(layout);
    for (const [path, value] of Object.entries(changes)) {
      const keys = path.split(".");
      const last = keys.pop();
      keys.reduce((part, key) => (part[key] ??= {}), copy)[last] = value;
    }
    return copy;
  }

  function draw(chart) {
    const figure = page.figures[chart.dataset.figure];
    const width = isPrinting ? PRINT_WIDTH : chart.clientWidth;
    const isNarrow = width < NARROW;
    let layout = withChanges(figure.layout, isNarrow ? figure.layout.meta.narrow : {});
    if (isPrinting) layout = { ...layout, width, autosize: false };
    const isDark = prefersDark.matches && !isPrinting;
    chart.style.minHeight = `${layout.height}px`;
    chart.dataset.narrow = isNarrow;
    Plotly.react(chart, isDark ? inDark(figure.data) : structuredClone(figure.data), isDark ? inDark(layout) : layout, page.config);
    for (const svg of chart.querySelectorAll("svg.main-svg")) svg.setAttribute("aria-hidden", "true");
  }

  function drawAll() {
    charts.forEach(draw);
  }

  function setPrinting(value) {
    if (isPrinting === value) return;
    isPrinting = value;
    drawAll();
  }

  drawAll();
  prefersDark.addEventListener("change", drawAll);
  addEventListener("beforeprint", () => setPrinting(true));
  addEventListener("afterprint", () => setPrinting(false));
  matchMedia("print").addEventListener("change", (event) => setPrinting(event.matches));
  addEventListener("resize", () => {
    for (const chart of charts) {
      if (!isPrinting && String(chart.clientWidth < NARROW) !== chart.dataset.narrow) draw(chart);
    }
  });
})();
