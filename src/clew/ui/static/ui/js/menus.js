// Menus and dialogs.
//
// [popovertarget] + .menu[popover]   a menu; opening and closing is the browser's work
// [data-open="<id>"]                 opens dialog#<id>; palette.js takes its own
//
// Adds: focus on the first line of a menu, arrow keys inside it, a place beside its button where CSS cannot give it one,
// a sent form closes its menu, and a click beside a dialog closes it.

const ITEMS = ".menu__item, .menu button, .menu input:not([type=hidden]), .menu a";

function place(menu, button) {
  if (CSS.supports("position-area", "block-end") || !button) return;
  const { left, bottom, top } = button.getBoundingClientRect();
  const below = bottom + menu.offsetHeight < innerHeight;
  menu.style.left = `${Math.max(4, Math.min(left, innerWidth - menu.offsetWidth - 4))}px`;
  menu.style.top = `${below ? bottom : Math.max(4, top - menu.offsetHeight)}px`;
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu") || event.newState !== "open") return;
  place(menu, document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`));
  menu.querySelector(ITEMS)?.focus({ preventScroll: true });
}, true);

document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.matches?.(".menu:popover-open")) event.target.querySelector(ITEMS)?.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu:popover-open");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step || event.target.matches("input, textarea")) return;
  const items = [...menu.querySelectorAll(ITEMS)];
  items[(items.indexOf(event.target) + step + items.length) % items.length]?.focus();
  event.preventDefault();
});

// a form that is sent from a menu may leave the page, and the menu with it, in place
document.addEventListener("submit", (event) => event.target.closest(".menu:popover-open")?.hidePopover());

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]:not([data-open=palette])");
  const dialog = button && document.getElementById(button.dataset.open);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  } else if (event.target.matches("dialog[open]")) {
    event.target.close();
  }
});
