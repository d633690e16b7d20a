// Notices that go by themselves.
//
// #notices              the region
// [data-toast]          a notice in it: goes after 8 seconds, waits while it is pointed at or holds the focus;
//                       errors (.notice--bad) stay until they are closed
// [data-dismiss]        its close button, hidden without this script

const STAYS = 8000;
const region = document.getElementById("notices");

function start(toast) {
  let timer = 0;
  const leave = () => toast.remove();
  const wait = () => { clearTimeout(timer); };
  const run = () => { wait(); if (!toast.matches(".notice--bad")) timer = setTimeout(leave, STAYS); };
  const close = toast.querySelector("[data-dismiss]");
  if (close) {
    close.hidden = false;
    close.addEventListener("click", leave);
  }
  toast.addEventListener("pointerenter", wait);
  toast.addEventListener("pointerleave", run);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("focusout", run);
  if (!toast.matches("[role=alert]")) {
    const words = toast.querySelector("p")?.textContent ?? "";
    document.dispatchEvent(new CustomEvent("clew:say", { detail: { words } }));
  }
  run();
}

if (region) {
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) start(node);
  }).observe(region, { childList: true });
  region.querySelectorAll("[data-toast]").forEach(start);
}
