// Ticking rows of a list, to do the same with all of them.
//
// [data-picking]        the form round the list; its rows carry a checkbox [data-pick]
// [data-picked]         where the number of ticked rows stands
// [data-pick-shown]     a button that ticks every row shown, or none where all are ticked
// [data-pick-matching]  a checkbox for all that match; the rows stand still then
//
// V ticks the row that is current; Shift J and Shift K tick on (lists.js).

const form = () => document.querySelector("[data-picking]");
const boxes = () => [...form().querySelectorAll("[data-pick]")];

function tell() {
  const all = form().querySelector("[data-pick-matching]")?.checked;
  const count = boxes().filter((box) => box.checked).length;
  form().querySelector("[data-picked]").textContent = all ? "All" : String(count);
  for (const box of boxes()) box.disabled = Boolean(all);
  const said = all ? "All that match are selected." : `${count} selected.`;
  document.dispatchEvent(new CustomEvent("clew:say", { detail: { words: said } }));
}

function toggle() {
  const row = document.activeElement?.closest("[data-row]") ?? form().querySelector("[data-row][data-current]") ?? form().querySelector("[data-row]");
  row?.querySelector("[data-pick]")?.click();
}

document.addEventListener("clew:key", (event) => {
  if (event.detail.key.toLowerCase() !== "v" || !form()) return;
  event.preventDefault();
  toggle();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick], [data-pick-matching]") && form()) tell();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-pick-shown]")) return;
  const found = boxes();
  const isTicking = found.some((box) => !box.checked);
  for (const box of found) box.checked = isTicking;
  tell();
});
