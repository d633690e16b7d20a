// Single keys, and two pressed one after another.
//
// body[data-shortcuts="off"]   the person turned single keys off
// [data-key="l"]               a link or button that L presses; the one in the selected row comes first
// [data-key="g b"]             G, then B
// [data-search]                the field that / goes to (else the page's first search field, else [data-key="/"])
// dialog#keys                  the list that ? opens
//
// Keys are ours only when no field has focus and no dialog or menu is open. Before anything else, "clew:key" is sent to
// the document ({key, shift}); whoever uses the key cancels it (lists.js takes J, K, the arrows, Enter and Space).
// Turned off, the arrows, Enter and Space still work: a list could not be used without them.

const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const PATIENCE = 1500;

let first = "";
let timer = 0;

function isOff(event) {
  const isHeld = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented;
  return isHeld || event.target.closest?.(FIELDS) || document.querySelector("dialog[open], :popover-open");
}

const isCharacter = (event) => event.key.length === 1 && event.key !== " ";

function wait(key) {
  clearTimeout(timer);
  first = key;
  timer = setTimeout(() => { first = ""; }, PATIENCE);
}

function find(keys) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].filter((element) => !element.disabled);
  return found.find((element) => element.closest("[aria-selected=true], [aria-current=true]")) ?? found[0];
}

function search() {
  const field = document.querySelector("[data-search]") ?? document.querySelector("main input[type=search]");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function press(key) {
  if (key === "?") return openKeys();
  if (key === "/" && search()) return true;
  const element = find(first ? `${first} ${key}` : key);
  if (element) {
    wait("");
    element.click();
    return true;
  }
  const begins = !first && document.querySelector(`[data-key^="${CSS.escape(key)} "]`);
  wait(begins ? key : "");
  return Boolean(begins);
}

function openKeys() {
  document.getElementById("keys")?.showModal();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches?.(FIELDS) && !event.target.closest("dialog")) event.target.blur();
  if (isOff(event) || (isCharacter(event) && document.body.dataset.shortcuts === "off")) return;
  const detail = { key: event.key, shift: event.shiftKey };
  const isFree = first || document.dispatchEvent(new CustomEvent("clew:key", { detail, cancelable: true }));
  if (!isFree || (isCharacter(event) && press(event.key.toLowerCase()))) event.preventDefault();
});
