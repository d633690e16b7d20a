// Words marked in a note, as a range to link.
//
// [data-marking="<id>"]   the note's text; <id> is the small bar that offers what can be done with marked words
// [data-start]            its paragraphs: the place of their first character in the note
//
// The bar's links get the range as start and end, in Unicode code points, end exclusive. JavaScript counts UTF-16 units,
// of which an emoji has two: ranges are counted over again. While the bar shows, its first link has the key L.

const LINK = "a[href]";
let timer = 0;

const length = (words) => [...words].length;

function within(range, part) {
  const own = document.createRange();
  own.selectNodeContents(part);
  if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) own.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) own.setEnd(range.endContainer, range.endOffset);
  return own;
}

function placeOf(own, part) {
  const before = document.createRange();
  before.selectNodeContents(part);
  before.setEnd(own.startContainer, own.startOffset);
  return Number(part.dataset.start) + length(before.toString());
}

// The range of the note that is marked, without blanks at its ends; null where no words are.
function passage(range, text) {
  let found = null;
  for (const part of text.querySelectorAll("[data-start]")) {
    if (!range.intersectsNode(part)) continue;
    const own = within(range, part);
    const words = own.toString();
    if (!words.trim()) continue;
    const start = placeOf(own, part) + length(words) - length(words.trimStart());
    found ??= { start };
    found.end = start + length(words.trim());
  }
  return found;
}

function marked() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const node = range.commonAncestorContainer;
  const inside = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-marking]");
  const text = inside ?? [...document.querySelectorAll("[data-marking]")].find((each) => range.intersectsNode(each));
  const found = text && passage(range, text);
  return found && { ...found, text, range };
}

function hide() {
  for (const text of document.querySelectorAll("[data-marking]")) {
    const bar = document.getElementById(text.dataset.marking);
    if (!bar) continue;
    bar.hidden = true;
    for (const link of bar.querySelectorAll(LINK)) delete link.dataset.key;
  }
}

function place(bar, range) {
  const box = range.getBoundingClientRect();
  const above = box.top - bar.offsetHeight - 6;
  bar.style.left = `${Math.max(8, Math.min(box.left, innerWidth - bar.offsetWidth - 8))}px`;
  bar.style.top = `${above > 8 ? above : Math.min(box.bottom + 6, innerHeight - bar.offsetHeight - 8)}px`;
}

function offer({ start, end, text, range }) {
  const bar = document.getElementById(text.dataset.marking);
  for (const [index, link] of [...bar.querySelectorAll(LINK)].entries()) {
    const address = new URL(link.href);
    address.searchParams.set("start", start);
    address.searchParams.set("end", end);
    for (const name of ["href", "hx-get"]) link.setAttribute(name, address.pathname + address.search);
    if (index === 0) link.dataset.key = "l";
  }
  if (bar.hidden) {
    document.dispatchEvent(new CustomEvent("clew:say", { detail: { words: "Words are marked. L links them." } }));
  }
  bar.hidden = false;
  place(bar, range);
}

function look() {
  const found = marked();
  if (found) offer(found);
  else hide();
}

document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  timer = setTimeout(look, 120);
});
document.addEventListener("scroll", () => { if (marked()) look(); }, { capture: true, passive: true });
// pressing the bar must not unmark the words
document.addEventListener("pointerdown", (event) => { if (event.target.closest(".marked")) event.preventDefault(); });
