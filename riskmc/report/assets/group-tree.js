/* The tree of the groups of a plan; its leaves are the indices of tasks. */
const groupTree = (() => {
  "use strict";

  function placed(root, path) {
    let node = root;
    for (const label of path) {
      if (!node.inner.has(label)) {
        const child = { label, path: `${node.path}\u0000${label}`, depth: node.depth + 1, parts: [], inner: new Map() };
        node.inner.set(label, child);
        node.parts.push(child);
      }
      node = node.inner.get(label);
    }
    return node;
  }

  /* Sum a node up: how many tasks, the first and the last of their dates, the highest criticality. */
  function summed(node, data) {
    Object.assign(node, {
      size: 0, planStart: Infinity, planFinish: -Infinity, start: Infinity, finish: -Infinity, critical: 0,
    });
    for (const part of node.parts) {
      const isTask = typeof part === "number";
      if (!isTask) summed(part, data);
      node.size += isTask ? 1 : part.size;
      node.planStart = Math.min(node.planStart, isTask ? data.planStart[part] : part.planStart);
      node.planFinish = Math.max(node.planFinish, isTask ? data.planFinish[part] : part.planFinish);
      node.start = Math.min(node.start, isTask ? data.start[part] : part.start);
      node.finish = Math.max(node.finish, isTask ? data.p50[part] : part.finish);
      node.critical = Math.max(node.critical, isTask ? data.critical[part] : part.critical);
    }
  }

  return (data) => {
    const root = { path: "", depth: -1, parts: [], inner: new Map() };
    const nodes = data.groups.map((path) => placed(root, path));
    data.names.forEach((_, i) => nodes[data.group[i]].parts.push(i));
    summed(root, data);
    return root;
  };
})();
