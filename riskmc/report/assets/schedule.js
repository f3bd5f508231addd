(() => {
  "use strict";

  const box = document.getElementById("schedule-chart");
  if (box === null) return;
  const data = JSON.parse(document.getElementById("gantt-data").textContent);

  const MINUTE = 60_000;
  const { MONTHS, mark } = calendarAxis;
  const SHADES = [0.05, 0.25, 0.5, 0.75];
  const OPEN_ALL = 150;
  const ROWS_AT_FIRST = 60;
  const SHORT = 70;
  const WINDOW = 300;
  const MARGIN = 25;
  const SLIM = 8;
  const MOST_PRINTED = 300;
  const PRINTED_OF_MANY = 100;

  const count = data.names.length;
  const isMilestone = new Set(data.milestones);
  const find = (selector) => box.querySelector(selector);
  const scroller = find(".gantt-scroll");
  const table = find("table");
  const body = table.tBodies[0];
  const axis = find(".gantt-axis");
  const overlay = find(".gantt-lines");
  const search = find("input[type=search]");
  const floor = find("select[name=floor]");
  const order = find("select[name=order]");
  const output = find("output");
  const readout = find(".gantt-readout");
  const emptyReadout = readout.textContent;

  const state = { words: "", floor: 0, order: "plan", open: new Set(), closed: new Set(), active: 0, isPrinting: false, isFitted: false };
  let rows = [];
  let painted = [0, 0];
  let rowHeight = 28;
  let axisWidth = 600;

  // Text and dates

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const haystack = data.names.map((name, i) => plain(`${name}\n${data.ids[i]}`));

  function day(minute, isStart = false) {
    const when = new Date(data.origin + minute * MINUTE - (isStart ? 0 : 1));
    return `${when.getUTCDate()}\u00a0${MONTHS[when.getUTCMonth()]}\u00a0${when.getUTCFullYear()}`;
  }

  function percent(share) {
    const value = 100 * share;
    if (value === 0 || value === 100) return `${value}\u00a0%`;
    if (value < 0.1) return "<\u00a00.1\u00a0%";
    if (value >= 99.5) return ">\u00a099\u00a0%";
    return `${value.toFixed(value < 9.95 ? 1 : 0)}\u00a0%`;
  }

  function sentence(i) {
    const half = !data.half[i] ? "" : ` (±\u00a0${(100 * data.half[i]).toFixed(1)})`;
    const critical = `critical in ${percent(data.critical[i])}${half} of the iterations`;
    const finishes = `P10 ${day(data.p10[i])}, P50 ${day(data.p50[i])}, P90 ${day(data.p90[i])}`;
    if (isMilestone.has(i)) return `planned for ${day(data.planFinish[i])}; reached by ${finishes}; ${critical}.`;
    const planned = `planned ${day(data.planStart[i], true)} to ${day(data.planFinish[i])}`;
    return `${planned}; start P50 ${day(data.start[i], true)}; finish ${finishes}; ${critical}.`;
  }

  function groupSentence(node) {
    const tasks = `${node.size.toLocaleString("en")} ${node.size === 1 ? "task" : "tasks"}`;
    const planned = `planned ${day(node.planStart, true)} to ${day(node.planFinish)}`;
    return `${tasks}, ${planned}; the most critical of them in ${percent(node.critical)} of the iterations.`;
  }

  // The tree of groups

  const root = groupTree(data);

  function groupsAt(depth, node = root) {
    const inner = node.parts.filter((part) => typeof part !== "number");
    return node.depth + 1 === depth ? inner : inner.flatMap((part) => groupsAt(depth, part));
  }

  function openAtFirst() {
    for (let depth = 0; ; depth += 1) {
      const next = groupsAt(depth);
      if (next.length === 0) return;
      const more = next.reduce((sum, node) => sum + node.parts.length, 0);
      if (count > OPEN_ALL && listed().length + more > ROWS_AT_FIRST) return;
      for (const node of next) state.open.add(node.path);
    }
  }

  // What is listed

  const isFiltered = () => state.words !== "" || state.floor > 0;
  const isMatch = (i) => data.critical[i] >= state.floor && haystack[i].includes(state.words);
  const isOpen = (node) => (isFiltered() ? !state.closed.has(node.path) : state.open.has(node.path));

  function listed() {
    if (state.order !== "plan") return sortedTasks(matches()).map((task) => ({ task, depth: 0 }));
    const list = [];
    const visit = (node) => {
      for (const part of node.parts) {
        if (typeof part === "number") {
          if (isMatch(part)) list.push({ task: part, depth: node.depth + 1 });
        } else {
          const place = list.push({ group: part, depth: part.depth });
          if (isOpen(part)) visit(part);
          if (isFiltered() && list.length === place && !holdsMatch(part)) list.pop();
        }
      }
    };
    visit(root);
    return list;
  }

  function holdsMatch(node) {
    return node.parts.some((part) => (typeof part === "number" ? isMatch(part) : holdsMatch(part)));
  }

  function matches() {
    return data.names.map((_, i) => i).filter(isMatch);
  }

  function sortedTasks(tasks) {
    const keys = state.order === "critical" ? data.critical.map((share) => -share) : data.planStart;
    return tasks.sort((one, other) => keys[one] - keys[other] || one - other);
  }

  function printed() {
    const tasks = matches();
    if (tasks.length <= MOST_PRINTED) {
      const kept = [state.open, state.closed];
      [state.open, state.closed] = [{ has: () => true }, new Set()];
      const list = listed();
      [state.open, state.closed] = kept;
      return list;
    }
    return tasks
      .sort((one, other) => data.critical[other] - data.critical[one] || one - other)
      .slice(0, PRINTED_OF_MANY)
      .sort((one, other) => data.planStart[one] - data.planStart[other] || one - other)
      .map((task) => ({ task, depth: 0 }));
  }

  // The axis of dates

  let [first, last] = data.span;
  const at = (minute) => (100 * (minute - first)) / (last - first);

  function drawAxis() {
    if (axis.clientWidth === 0) return;
    overlay.style.left = `${axis.parentElement.offsetLeft}px`;
    overlay.style.width = `${axis.parentElement.offsetWidth}px`;
    calendarAxis.draw(axis, overlay, data.origin, [first, last]);
    for (const [name, minute] of Object.entries(data.lines)) mark(overlay, `line ${name}`, at(minute));
  }

  // Rows

  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function bar(cell, name, start, finish) {
    const isSlim = finish !== undefined && ((at(finish) - at(start)) * axisWidth) / 100 < SLIM;
    const part = mark(cell, isSlim ? `${name} slim` : name, at(start));
    if (finish !== undefined) part.style.width = `${(at(finish) - at(start)).toFixed(3)}%`;
  }

  const shade = (share) => `c${SHADES.filter((level) => share >= level).length}`;

  function headed(row, depth, words) {
    const tr = element("tr", row);
    const head = element("th", "what");
    head.scope = "row";
    head.style.setProperty("--depth", Math.min(depth, 6));
    const bars = element("td", "bars");
    bars.append(element("span", "unseen", words));
    tr.append(head, bars);
    return [tr, head, bars];
  }

  function taskRow(i, depth) {
    const [tr, head, bars] = headed("task", depth, sentence(i));
    const name = element("bdi", "", data.names[i]);
    name.title = data.names[i];
    head.append(name);
    if (isMilestone.has(i)) {
      bar(bars, "plan diamond", data.planFinish[i]);
      bar(bars, "whisker", data.p10[i], data.p90[i]);
      bar(bars, `risk diamond ${shade(data.critical[i])}`, data.p50[i]);
    } else {
      bar(bars, "plan", data.planStart[i], data.planFinish[i]);
      bar(bars, `risk ${shade(data.critical[i])}`, data.start[i], data.p50[i]);
      bar(bars, "whisker", data.p10[i], data.p90[i]);
    }
    tr.append(element("td", "critical", percent(data.critical[i])));
    const start = day(data.planStart[i], !isMilestone.has(i));
    const dates = [start, ...[data.planFinish, data.p10, data.p50, data.p90].map((minutes) => day(minutes[i]))];
    tr.append(...dates.map((text, column) => element("td", `date d${column}`, text)));
    return tr;
  }

  function groupRow(node) {
    const [tr, head, bars] = headed("group", node.depth, groupSentence(node));
    const button = element("button", "fold");
    button.type = "button";
    button.setAttribute("aria-expanded", isOpen(node));
    const label = element("bdi", "", node.label);
    label.title = node.label;
    button.append(label, element("span", "size", ` (${node.size.toLocaleString("en")})`));
    head.append(button);
    bar(bars, "plan", node.planStart, node.planFinish);
    bar(bars, `span ${shade(node.critical)}`, node.start, node.finish);
    tr.append(element("td", "critical", `${node.critical >= 0.001 && node.critical < 0.995 ? "≤\u00a0" : ""}${percent(node.critical)}`));
    const dates = [day(node.planStart, true), day(node.planFinish), "", "", ""];
    tr.append(...dates.map((text, column) => element("td", `date d${column}`, text)));
    return tr;
  }

  function made(index) {
    const row = rows[index];
    const tr = row.group ? groupRow(row.group) : taskRow(row.task, row.depth);
    tr.setAttribute("aria-rowindex", index + 2);
    tr.dataset.row = index;
    if (!row.group) tr.tabIndex = index === state.active ? 0 : -1;
    return tr;
  }

  function spacer(height) {
    const tr = element("tr", "spacer");
    tr.setAttribute("aria-hidden", "true");
    const cell = element("td");
    cell.style.height = `${height}px`;
    tr.append(cell);
    return height > 0 ? [tr] : [];
  }

  function fitDates() {
    [first, last] = data.span;
    if (!state.isFitted || state.isPrinting) return;
    const top = scroller.classList.contains("tall") ? Math.floor(scroller.scrollTop / rowHeight) : 0;
    const shown = scroller.classList.contains("tall") ? Math.ceil(scroller.clientHeight / rowHeight) : rows.length;
    const seen = rows.slice(top, top + shown);
    if (seen.length === 0) return;
    const starts = seen.map((row) => row.group?.planStart ?? Math.min(data.planStart[row.task], data.start[row.task]));
    const ends = seen.map((row) => row.group?.finish ?? Math.max(data.planFinish[row.task], data.p90[row.task]));
    const [begin, end] = [Math.min(...starts), Math.max(...ends)];
    const room = Math.max(0.02 * (end - begin), 60);
    [first, last] = [begin - room, end + room];
  }

  function inSight() {
    if (state.isPrinting || rows.length <= WINDOW) return [0, rows.length];
    const top = Math.floor(scroller.scrollTop / rowHeight);
    const shown = Math.ceil(scroller.clientHeight / rowHeight);
    return [Math.max(top - MARGIN, 0), Math.min(top + shown + MARGIN, rows.length)];
  }

  function paint() {
    axisWidth = axis.clientWidth || axisWidth;
    fitDates();
    const held = body.contains(document.activeElement) ? Number(document.activeElement.closest("tr").dataset.row) : -1;
    const [from, to] = inSight();
    const shown = [];
    for (let index = from; index < to; index += 1) shown.push(made(index));
    body.replaceChildren(...spacer(from * rowHeight), ...shown, ...spacer((rows.length - to) * rowHeight));
    painted = [from, to];
    if (held >= 0) (focusable(held) ?? scroller).focus({ preventScroll: true });
  }

  function list() {
    rows = state.isPrinting ? printed() : listed();
    state.active = Math.min(state.active, Math.max(rows.length - 1, 0));
    if (rows[state.active]?.group) {
      const next = rows.findIndex((row) => !row.group);
      if (next >= 0) state.active = next;
    }
    table.setAttribute("aria-rowcount", rows.length + 1);
    box.dataset.rows = rows.length;
    scroller.classList.toggle("tall", rows.length > SHORT && !state.isPrinting);
    paint();
    if (rows.length > 0 && !state.isPrinting) rowHeight = body.querySelector("tr:not(.spacer)").offsetHeight || rowHeight;
    drawAxis();
    const found = isFiltered() ? matches().length : count;
    const all = `${count.toLocaleString("en")} ${count === 1 ? "task" : "tasks"} and milestones`;
    output.textContent = isFiltered() ? `${found.toLocaleString("en")} of ${all}` : all;
    find(".gantt-none").hidden = rows.length > 0;
    find(".gantt-note").textContent = state.isPrinting && found > rows.length ? `The ${rows.length} most critical of ${all}.` : "";
  }

  // What the reader does

  function focusable(index) {
    const tr = body.querySelector(`[data-row="${index}"]`);
    return tr?.classList.contains("group") ? tr.querySelector("button") : tr;
  }

  function moveTo(index) {
    const target = Math.min(Math.max(index, 0), rows.length - 1);
    if (target < painted[0] || target >= painted[1]) {
      scroller.scrollTop = Math.max((target - 5) * rowHeight, 0);
      paint();
    }
    const place = focusable(target);
    place?.focus({ preventScroll: true });
    place?.closest("tr").scrollIntoView({ block: "nearest" });
  }

  function fold(node, isOpened) {
    const [set, adds] = isFiltered() ? [state.closed, !isOpened] : [state.open, isOpened];
    if (adds) set.add(node.path);
    else set.delete(node.path);
    list();
  }

  function foldAll(isOpened) {
    const visit = (node) => {
      for (const part of node.parts.filter((inner) => typeof inner !== "number")) {
        if (isOpened) state.open.add(part.path);
        visit(part);
      }
    };
    state.open.clear();
    state.closed.clear();
    visit(root);
    if (!isOpened && isFiltered()) {
      search.value = "";
      floor.value = "0";
      read();
      return;
    }
    list();
  }

  function read() {
    state.words = plain(search.value.trim());
    state.floor = Number(floor.value);
    state.order = order.value;
    state.closed.clear();
    scroller.scrollTop = 0;
    list();
  }

  function tell(event) {
    const index = event.target.closest?.("tr[data-row]")?.dataset.row;
    if (index === undefined) return;
    const row = rows[index];
    const name = element("bdi", "", row.group ? row.group.label : data.names[row.task]);
    const id = row.group || data.ids[row.task] === data.names[row.task] ? [] : [" (", element("bdi", "id", data.ids[row.task]), ")"];
    readout.classList.add("live");
    readout.replaceChildren(name, ...id, ": ", row.group ? groupSentence(row.group) : sentence(row.task));
  }

  function onKey(event) {
    const tr = event.target.closest("tr[data-row]");
    if (tr === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const index = Number(tr.dataset.row);
    const page = Math.max(Math.floor(scroller.clientHeight / rowHeight) - 2, 5);
    const places = {
      ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1, PageDown: index + page, PageUp: index - page,
    };
    const node = rows[index].group;
    if (event.key in places) moveTo(places[event.key]);
    else if (node && event.key === "ArrowRight") fold(node, true);
    else if (node && event.key === "ArrowLeft") fold(node, false);
    else return;
    event.preventDefault();
  }

  let waiting = 0;
  function onType() {
    clearTimeout(waiting);
    waiting = setTimeout(read, count > 1_000 ? 120 : 0);
  }

  let fitting = 0;
  function onScroll() {
    if (state.isFitted) {
      clearTimeout(fitting);
      fitting = setTimeout(redraw, 120);
    }
    const [from, to] = inSight();
    if (Math.abs(from - painted[0]) > MARGIN / 2 || Math.abs(to - painted[1]) > MARGIN / 2) paint();
  }

  function redraw() {
    paint();
    drawAxis();
  }

  function setPrinting(value) {
    if (state.isPrinting === value) return;
    state.isPrinting = value;
    list();
  }

  function show(view) {
    box.dataset.view = view;
    for (const button of box.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", button.dataset.show === view);
    drawAxis();
  }

  openAtFirst();
  const hasGroups = root.inner.size > 0;
  for (const button of box.querySelectorAll("[data-fold]")) {
    button.hidden = !hasGroups;
    button.addEventListener("click", () => foldAll(button.dataset.fold === "open"));
  }
  for (const button of box.querySelectorAll("[data-show]")) button.addEventListener("click", () => show(button.dataset.show));
  box.hidden = false;
  find("[data-fit]").addEventListener("click", (event) => {
    state.isFitted = !state.isFitted;
    event.currentTarget.setAttribute("aria-pressed", state.isFitted);
    redraw();
  });
  search.addEventListener("input", onType);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || search.value === "") return;
    search.value = "";
    read();
    event.preventDefault();
  });
  floor.addEventListener("change", read);
  order.addEventListener("change", read);
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button.fold");
    const tr = event.target.closest("tr[data-row]");
    if (button) fold(rows[tr.dataset.row].group, button.getAttribute("aria-expanded") !== "true");
  });
  body.addEventListener("keydown", onKey);
  body.addEventListener("focusin", (event) => {
    const tr = event.target.closest("tr[data-row]");
    if (tr?.classList.contains("task")) {
      body.querySelector('tr.task[tabindex="0"]')?.setAttribute("tabindex", -1);
      state.active = Number(tr.dataset.row);
      tr.tabIndex = 0;
    }
    tell(event);
  });
  body.addEventListener("mouseover", tell);
  body.addEventListener("mouseleave", () => {
    if (body.contains(document.activeElement)) return;
    readout.textContent = emptyReadout;
    readout.classList.remove("live");
  });
  scroller.addEventListener("scroll", onScroll, { passive: true });
  new ResizeObserver(() => drawAxis()).observe(table);
  addEventListener("beforeprint", () => setPrinting(true));
  addEventListener("afterprint", () => setPrinting(false));
  matchMedia("print").addEventListener("change", (event) => setPrinting(event.matches));
  if (matchMedia("print").matches) state.isPrinting = true;
  list();
})();
