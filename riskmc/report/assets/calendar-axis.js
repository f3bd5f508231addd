/* An axis of dates whose unit, from weeks to decades, follows the room that there is. */
const calendarAxis = (() => {
  "use strict";

  const MINUTE = 60_000;
  const DAY = 86_400_000;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  const later = (days) => (when) => new Date(when.getTime() + days * DAY);
  const dayOfMonth = (when) => String(when.getUTCDate());
  const UNITS = [
    { days: 1, room: 24, next: later(1), label: dayOfMonth, above: "month" },
    { days: 7, room: 30, next: later(7), label: dayOfMonth, above: "month" },
    { days: 30, room: 34, step: 1, label: (d) => MONTHS[d.getUTCMonth()], above: "year" },
    { days: 91, room: 34, step: 3, label: (d) => `Q${d.getUTCMonth() / 3 + 1}`, above: "year" },
    { days: 365, room: 40, step: 12, label: (d) => String(d.getUTCFullYear()) },
    { days: 1826, room: 40, step: 60, label: (d) => String(d.getUTCFullYear()) },
    { days: 7305, room: 0, step: 240, label: (d) => String(d.getUTCFullYear()) },
  ];

  function unitFor(width, first, last) {
    const days = ((last - first) * MINUTE) / DAY;
    return UNITS.find((unit) => (width * unit.days) / days >= unit.room);
  }

  function* instants(unit, begin, end) {
    let when;
    if (unit.step === undefined) {
      when = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth(), begin.getUTCDate()));
      if (unit.days === 7) when = later(-((when.getUTCDay() + 6) % 7))(when);
    } else {
      const months = 12 * begin.getUTCFullYear() + begin.getUTCMonth();
      when = new Date(Date.UTC(0, 0, 1));
      when.setUTCFullYear(Math.floor((months - (months % unit.step)) / 12), (months - (months % unit.step)) % 12, 1);
    }
    const next = unit.next ?? ((d) => new Date(d).setUTCMonth(d.getUTCMonth() + unit.step));
    for (; when.getTime() < end; when = new Date(next(when))) yield when;
  }

  function mark(parent, name, left, text = "") {
    const part = document.createElement("span");
    part.className = name;
    part.style.left = `${left.toFixed(3)}%`;
    part.textContent = text;
    parent.append(part);
    return part;
  }

  function nameAbove(axis, periods, width) {
    periods.forEach(({ text, left }, index) => {
      const label = mark(axis, "tick above", left, text);
      const end = left + (100 * (label.offsetWidth + 6)) / width;
      if (end > 101 || end > (periods[index + 1]?.left ?? 101)) label.remove();
    });
  }

  /* Draw ticks into `axis` and lines into `overlay`; minutes count from `origin`, milliseconds since 1970. */
  function draw(axis, overlay, origin, [first, last]) {
    const width = axis.clientWidth;
    const at = (when) => (100 * ((when.getTime() - origin) / MINUTE - first)) / (last - first);
    const unit = unitFor(width, first, last);
    const ticks = [...instants(unit, new Date(origin + first * MINUTE), origin + last * MINUTE)];
    axis.replaceChildren();
    overlay.replaceChildren();
    const periods = [];
    const room = ticks.length > 1 ? (width * at(ticks[1])) / 100 : 0;
    if (unit.days !== 7 && room > 36) mark(axis, "tick", 0, unit.label(ticks[0]));
    for (const when of ticks) {
      const left = at(when);
      const year = String(when.getUTCFullYear());
      const text = unit.above === "month" ? `${MONTHS[when.getUTCMonth()]} ${year}` : year;
      const isNew = unit.above && text !== periods.at(-1)?.text;
      if (isNew) periods.push({ text, left: Math.max(left, 0) });
      if (left >= 0) mark(overlay, isNew ? "line strong" : "line", left);
      if (left >= 0 && (width * (100 - left)) / 100 > 28) mark(axis, "tick", left, unit.label(when));
    }
    nameAbove(axis, periods, width);
  }

  return { MONTHS, draw, mark };
})();
