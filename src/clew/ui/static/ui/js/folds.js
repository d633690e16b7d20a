// Rows under a heading, folded away and unfolded.
//
// [data-fold="<name>"]    a button with aria-expanded: folds the rows of this name
// [data-folds="<name>"]   a row of it

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fold]");
  if (!button) return;
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!isOpen));
  for (const row of document.querySelectorAll(`[data-folds="${CSS.escape(button.dataset.fold)}"]`)) row.hidden = isOpen;
});
