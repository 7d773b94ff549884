"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const words = JSON.parse(document.getElementById("words").textContent);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const filled = (template, ...values) => template.replace(/\{(\d)\}/g, (_, i) => values[i]);

  /* sorting: the style sheet already orders the rows; this puts them so in the document, for the Tab key and for copying */
  const rows = document.querySelector("#rows");
  const sort = (radio) => {
    const key = radio.dataset.key;
    const value = (row) => Number(row.style.getPropertyValue(key));
    rows.append(...[...rows.children].sort((a, b) => value(a) - value(b)));
  };
  for (const radio of all(".sort")) radio.addEventListener("change", () => sort(radio));
  const chosen = document.querySelector(".sort:checked");
  if (rows && chosen) sort(chosen);

  /* filters and search */
  const search = document.querySelector("#search");
  const only = document.querySelector("#only-uncertain");
  const shown = all("[data-show]");
  const reports = all(".report");
  const told = document.querySelector("#found");
  const sentences = reports.map((report) => all(".s", report));

  const marked = (node, query) => {
    if (node.querySelector("mark")) node.textContent = node.textContent;
    if (!query) return true;
    const text = node.textContent, low = text.toLowerCase();
    let at = low.indexOf(query);
    if (at < 0) return false;
    if (low.length !== text.length) return true;
    const parts = [];
    let from = 0;
    for (; at >= 0; at = low.indexOf(query, from)) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(at, at + query.length);
      parts.push(text.slice(from, at), mark);
      from = at + query.length;
    }
    node.replaceChildren(...parts, text.slice(from));
    return true;
  };

  const apply = () => {
    const query = search ? search.value.trim().toLowerCase() : "";
    if (rows && !reports.length) {
      for (const row of rows.children) row.classList.toggle("gone", !row.textContent.toLowerCase().includes(query));
      return;
    }
    const hidden = shown.filter((box) => !box.checked).map((box) => box.dataset.show);
    const active = query !== "" || hidden.length > 0 || (only && only.checked);
    let count = 0;
    reports.forEach((report, number) => {
      let some = 0;
      for (const sentence of sentences[number]) {
        const fits = !hidden.some((label) => sentence.classList.contains(label)) && !(only.checked && !sentence.classList.contains("u"));
        const seen = marked(sentence, fits ? query : "") && fits;
        sentence.classList.toggle("gone", !seen);
        some += seen;
      }
      count += some;
      let open = -1;  /* depth of the headings that stand above something visible */
      for (const block of [...report.querySelector(".text").children].reverse()) {
        let seen = true;
        if (active && block.classList.contains("paragraph")) {
          seen = block.querySelector(".s:not(.gone)") !== null;
          if (seen) open = Infinity;
        } else if (active && block.dataset.depth) {
          const hit = marked(block, query) && query !== "";
          seen = hit || Number(block.dataset.depth) <= open;
          if (seen) { open = Number(block.dataset.depth) - 1; some += hit; }
        } else if (active) {
          seen = marked(block, query) && (query !== "" || block.classList.contains("title"));
          some += query !== "" && seen;
        } else marked(block.classList.contains("paragraph") ? document.createElement("p") : block, "");
        block.classList.toggle("gone", !seen);
      }
      report.classList.toggle("gone", active && !some);
    });
    told.textContent = active ? (count || reports.some((one) => !one.classList.contains("gone")) ? filled(words.found, count) : words.nothing) : "";
  };
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(apply, 150); };
  if (search) search.addEventListener("input", later);
  for (const box of [...shown, ...(only ? [only] : [])]) box.addEventListener("change", apply);
  if (search || only) apply();

  /* expand, collapse, print */
  const fold = (open) => { for (const one of all("details.fold")) one.open = open; };
  for (const button of all("[data-fold]")) button.addEventListener("click", () => fold(button.dataset.fold === "open"));
  addEventListener("beforeprint", () => fold(true));

  /* detail panel */
  const panel = document.querySelector("#detail");
  if (!panel) return;
  const body = panel.querySelector("dl"), heading = panel.querySelector("strong"), place = panel.querySelector("p");
  let now = null, closed = false;
  const made = (name, text, className) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  const show = (sentence) => {
    if (sentence === now) return;
    if (now) now.classList.remove("now");
    now = sentence;
    now.classList.add("now");
    const values = sentence.dataset.p.split(" ").map(Number);
    const label = words.labels.find((one) => sentence.classList.contains(one.css));
    heading.textContent = (label ? label.name : "") + (sentence.classList.contains("u") ? ` · ${words.uncertain}` : "");
    body.replaceChildren(...words.labels.flatMap((one, i) => {
      const track = made("span", undefined, "track"), fill = made("i", undefined, one.css);
      fill.style.width = `${values[i]}%`;
      track.append(fill);
      const middle = made("dd");
      middle.append(track);
      return [made("dt", one.name), middle, made("dd", `${values[i]}%`)];
    }));
    const own = all(".s", sentence.closest(".report"));
    place.textContent = filled(words.place, own.indexOf(sentence) + 1, own.length);
    panel.hidden = false;
  };
  const hide = () => { panel.hidden = true; if (now) now.classList.remove("now"); now = null; };
  panel.querySelector("button").addEventListener("click", () => { closed = true; hide(); });
  const sentenceOf = (event) => event.target.closest && event.target.closest(".s");
  document.addEventListener("pointerover", (event) => { const one = sentenceOf(event); if (one && !closed && event.pointerType === "mouse") show(one); });
  document.addEventListener("click", (event) => { const one = sentenceOf(event); if (one) { closed = false; show(one); } });
  document.addEventListener("focusin", (event) => { const one = sentenceOf(event); if (one) { closed = false; show(one); } });

  /* one stop of the Tab key for each report; arrow keys go from sentence to sentence */
  for (const own of sentences) own.forEach((one, i) => { one.tabIndex = i ? -1 : 0; one.removeAttribute("title"); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(); return; }
    const one = sentenceOf(event), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!one || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    const visible = sentences.flat().filter((node) => !node.classList.contains("gone"));
    const next = visible[visible.indexOf(one) + step];
    if (!next) return;
    one.tabIndex = -1;
    next.tabIndex = 0;
    const fold_ = next.closest("details.fold");
    if (fold_) fold_.open = true;
    next.focus();
    event.preventDefault();
  });
})();
