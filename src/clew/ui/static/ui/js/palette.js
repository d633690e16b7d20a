// Find or do.
//
// dialog#palette            the dialog; its input is a combobox that htmx fills #palette-body for
// [data-open="palette"]     a link to the palette's page: opens the dialog instead
// #palette-list [role=option][data-href]   what was found
// [data-palette-narrowed]   says what the first character narrows to
//
// Opens on Ctrl K or ⌘ K, also from inside a field. Without htmx the link is followed.

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const NARROWED = { ">": "To do", '"': "Customers’ words", "“": "Customers’ words", "@": "People" };

const options = () => [...dialog.querySelectorAll("[role=option]")];
const chosen = () => dialog.querySelector("[role=option][aria-selected=true]");

function open() {
  if (dialog.open) return input.select();
  document.querySelectorAll(":popover-open").forEach((menu) => menu.hidePopover());
  input.value = "";
  narrow();
  dialog.showModal();
  input.dispatchEvent(new CustomEvent("palette:fill"));
}

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  input.setAttribute("aria-expanded", String(Boolean(option)));
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function follow(option, inNewTab) {
  if (!option) return;
  if (inNewTab) window.open(option.dataset.href, "_blank", "noopener");
  else location.assign(option.dataset.href);
}

function narrow() {
  dialog.querySelector("[data-palette-narrowed]").textContent = NARROWED[input.value.trim()[0]] ?? "Everywhere";
}

function step(by) {
  const all = options();
  if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown") step(1);
  else if (event.key === "ArrowUp") step(-1);
  else if (event.key === "Enter") follow(chosen(), event.ctrlKey || event.metaKey);
  else return;
  event.preventDefault();
}

if (dialog && globalThis.htmx) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || !event.target.closest("[data-open=palette]")) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("keydown", onKey);
  input.addEventListener("input", narrow);
  document.addEventListener("htmx:after:swap", (event) => { if (event.target === input) choose(chosen()); });
  const body = document.getElementById("palette-body");
  body.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });
  body.addEventListener("click", (event) => follow(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey));
}
