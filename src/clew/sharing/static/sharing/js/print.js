// Printing: a page that is made for paper offers it.
//
// [data-print][hidden]   the button; it shows only where this script runs

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
