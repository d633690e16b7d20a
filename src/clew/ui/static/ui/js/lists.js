// Lists with one tab stop. The row that has it moves with J and K, the arrows, Home and End, or a click.
//
// [data-list]        the list (role=listbox, or a table body); give it an id, so that it is known again after a swap
// [data-row]         a row, with an id; the current one has tabindex=0 and, in a listbox, aria-selected=true
// [data-row-open]    the link in a row that Enter follows; without one, Enter clicks the row
// [data-pick]        a row's checkbox; Shift J and Shift K check the rows they pass
// [data-arrows]      a strip of links that the left and right arrows walk along (the thread)
//
// When a row becomes current it gets the event "row:select" (hx-trigger="row:select delay:150ms" loads its preview);
// Space asks for it at once with "row:preview". After a swap that took the current row away, the row in its place
// becomes current, and keeps the focus if the old one had it.

const rowsOf = (list) => [...list.querySelectorAll("[data-row]:not([hidden])")];
const stopOf = (list) => list.querySelector("[data-row][tabindex='0']");
const currentOf = (list) => list.querySelector("[data-row][data-current]");

function listInUse() {
  return document.activeElement?.closest("[data-list]") ?? document.querySelector("main [data-list]");
}

function mark(row, isCurrent) {
  row.tabIndex = isCurrent ? 0 : -1;
  row.toggleAttribute("data-current", isCurrent);
  if (row.hasAttribute("aria-selected")) row.setAttribute("aria-selected", String(isCurrent));
}

function select(list, row, { focus = true, tell = true } = {}) {
  if (!row) return;
  const old = currentOf(list);
  for (const other of rowsOf(list)) mark(other, other === row);
  if (focus) row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (tell && old !== row) row.dispatchEvent(new CustomEvent("row:select", { bubbles: true }));
}

function pick(row) {
  const box = row?.querySelector("[data-pick]");
  if (box && !box.checked) box.click();
}

function move(list, step, isExtending) {
  const rows = rowsOf(list);
  const current = rows.indexOf(document.activeElement?.closest("[data-row]") ?? currentOf(list));
  const next = current < 0 ? rows[0] : rows[Math.max(0, Math.min(rows.length - 1, current + step))];
  if (isExtending) pick(rows[current]);
  select(list, next);
  if (isExtending) pick(next);
}

function open() {
  const row = document.activeElement.closest("[data-row]");
  (row?.querySelector("[data-row-open]") ?? row)?.click();
}

function act(list, key, shift) {
  const lower = key.length === 1 ? key.toLowerCase() : key;
  const inside = list.contains(document.activeElement);
  if (lower === "j" || (inside && key === "ArrowDown")) move(list, 1, shift);
  else if (lower === "k" || (inside && key === "ArrowUp")) move(list, -1, shift);
  else if (inside && key === "Home") select(list, rowsOf(list)[0]);
  else if (inside && key === "End") select(list, rowsOf(list).at(-1));
  else if (!document.activeElement?.matches("[data-row]")) return false;
  else if (key === "Enter") open();
  else if (key === " ") document.activeElement.dispatchEvent(new CustomEvent("row:preview", { bubbles: true }));
  else return false;
  return true;
}

function prepare() {
  for (const list of document.querySelectorAll("[data-list]")) {
    if (stopOf(list)) continue;
    const chosen = list.querySelector("[data-row][aria-selected=true], [data-row][aria-current=true]");
    for (const row of rowsOf(list)) row.tabIndex = -1;
    if (chosen) mark(chosen, true);
    else if (rowsOf(list).length) rowsOf(list)[0].tabIndex = 0;
  }
}

function remember() {
  return [...document.querySelectorAll("[data-list]")].map((list) => {
    const row = currentOf(list);
    const hadFocus = Boolean(row?.contains(document.activeElement));
    return { list, id: row?.id, index: rowsOf(list).indexOf(row), hadFocus };
  });
}

function restore({ list, id, index, hadFocus }) {
  const now = list.isConnected ? list : list.id && document.getElementById(list.id);
  if (!now || index < 0) return;
  const rows = rowsOf(now);
  const same = id && rows.find((row) => row.id === id);
  const row = same || rows[Math.min(index, rows.length - 1)];
  const focus = hadFocus && !row?.contains(document.activeElement);
  if (row && (focus || row !== currentOf(now))) select(now, row, { focus, tell: !same });
}

let remembered = [];
document.addEventListener("htmx:before:swap", () => { remembered = remember(); });
document.addEventListener("htmx:after:swap", () => { remembered.forEach(restore); prepare(); });
document.addEventListener("clew:key", (event) => {
  const list = listInUse();
  if (list && act(list, event.detail.key, event.detail.shift)) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  const strip = event.target.closest?.("[data-arrows]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!strip || !step) return;
  const links = [...strip.querySelectorAll("a[href]")];
  links[links.indexOf(event.target) + step]?.focus();
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  const list = row?.closest("[data-list]");
  if (list) select(list, row, { focus: !event.target.closest("a, button, input, select, textarea, label"), tell: false });
});
prepare();
