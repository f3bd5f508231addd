(() => {
  "use strict";

  const figures = document.querySelectorAll(".heatmap-figure");
  if (!figures.length) return;

  // The browser's own tips are slow and small: the texts move to a box of the page.
  for (const group of document.querySelectorAll(".hm-risk")) {
    const title = group.querySelector(":scope > title");
    if (!title) continue;
    group.dataset.tip = title.textContent;
    group.setAttribute("aria-label", title.textContent);
    title.remove();
  }

  function mark(identity) {
    for (const group of document.querySelectorAll(".hm-risk")) {
      group.classList.toggle("hm-active", identity !== null && group.dataset.risk === identity);
    }
  }

  for (const figure of figures) {
    const tip = document.createElement("div");
    tip.className = "hm-tip";
    tip.hidden = true;
    figure.append(tip);

    function show(event) {
      const group = event.target.closest?.(".hm-risk");
      mark(group ? group.dataset.risk : null);
      tip.hidden = !group?.dataset.tip;
      if (tip.hidden) return;
      tip.textContent = group.dataset.tip;
      const frame = figure.getBoundingClientRect();
      const box = group.getBoundingClientRect();
      const left = Math.min(Math.max(event.clientX - frame.left + 12, 0), frame.width - tip.offsetWidth);
      const below = box.bottom - frame.top + 6;
      const above = box.top - frame.top - tip.offsetHeight - 6;
      tip.style.left = `${left}px`;
      tip.style.top = `${below + tip.offsetHeight > frame.height && above > 0 ? above : below}px`;
    }

    figure.addEventListener("pointerover", show);
    figure.addEventListener("click", show);
    figure.addEventListener("pointerleave", () => {
      tip.hidden = true;
      mark(null);
    });
  }
})();
