// From a search field into what it found, without leaving the keyboard.
//
// [data-finder="<id>"]   a search field; <id> holds what was found: buttons, links or boxes
//
// The down arrow goes from the field to the first of them, the arrows walk on, and up from the first leads back.

const WALKED = "button:not(:disabled), a[href], input[type=checkbox], input[type=radio]";

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const field = document.querySelector("dialog[open] [data-finder]") ?? document.querySelector("[data-finder]");
  const found = field && document.getElementById(field.dataset.finder);
  if (!found || !(event.target === field || found.contains(event.target))) return;
  const all = [field, ...found.querySelectorAll(WALKED)];
  all[Math.max(0, Math.min(all.length - 1, all.indexOf(event.target) + step))].focus();
  event.preventDefault();
});
