// A list beside what its rows open: the inbox and its note, the themes and their preview.
//
// [data-beside="<id>"]   a list (data-list); <id> is the pane beside it
// [data-row]             its rows; each asks for the pane with hx-get on "row:open"
// [data-shows]           on the pane: the id of the row that it shows
//
// A click, a rest on a row, or Space opens a row in the pane. Where the pane does not show (on a phone), links are
// followed instead. After any other swap the pane comes to show the row that is current.

const REST = 150;
let timer = 0;

const rowOf = (target) => target.closest?.("[data-beside] [data-row]");

function paneOf(list) {
  const pane = document.getElementById(list.dataset.beside);
  return pane?.checkVisibility() ? pane : null;
}

function show(row) {
  clearTimeout(timer);
  timer = 0;
  const pane = row.isConnected && paneOf(row.closest("[data-beside]"));
  if (pane && pane.dataset.shows !== row.id) row.dispatchEvent(new CustomEvent("row:open", { bubbles: true }));
}

document.addEventListener("row:select", (event) => {
  const row = rowOf(event.target);
  clearTimeout(timer);
  timer = row ? setTimeout(show, REST, row) : 0;
});

document.addEventListener("row:preview", (event) => {
  const row = rowOf(event.target);
  if (row) show(row);
});

document.addEventListener("click", (event) => {
  const row = rowOf(event.target);
  const isPlain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  const link = event.target.closest("a, button, input, label");
  if (!row || !isPlain || (link && link !== row) || !paneOf(row.closest("[data-beside]"))) return;
  event.preventDefault();
  show(row);
});

function follow() {
  for (const list of document.querySelectorAll("[data-beside]")) {
    const row = list.querySelector("[data-row][data-current]") ?? list.querySelector("[data-row][aria-selected=true]");
    if (row && !timer) show(row);
  }
}

document.addEventListener("htmx:after:swap", () => setTimeout(follow));
for (const list of document.querySelectorAll("[data-beside]")) {
  list.querySelector("[data-row][aria-selected=true]")?.scrollIntoView({ block: "nearest" });
}
