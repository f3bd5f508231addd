(() => {
  "use strict";

  const NUMBER = /[−-]?\d[\d,]*(\.\d+)?/;

  function key(row, column) {
    const text = row.cells[column].textContent.trim();
    const found = column > 0 && NUMBER.exec(text);
    return found ? Number(found[0].replaceAll(",", "").replace("−", "-")) : text;
  }

  function compare(one, other) {
    const [isText, isOtherText] = [typeof one === "string", typeof other === "string"];
    if (isText !== isOtherText) return isText ? -1 : 1;
    return isText ? one.localeCompare(other) : one - other;
  }

  function sort(table, column) {
    const head = table.tHead.rows[0].cells[column];
    const isText = head.classList.contains("name");
    const direction = head.getAttribute("aria-sort") === (isText ? "ascending" : "descending") ? -1 : 1;
    for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", (isText ? direction : -direction) > 0 ? "ascending" : "descending");
    const sign = isText ? direction : -direction;
    const rows = [...table.tBodies[0].rows].map((row) => [key(row, column), row]);
    rows.sort(([one], [other]) => sign * compare(one, other));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    [...table.tHead.rows[0].cells].forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...cell.childNodes);
      button.addEventListener("click", () => sort(table, column));
      cell.append(button);
    });
  }
})();
