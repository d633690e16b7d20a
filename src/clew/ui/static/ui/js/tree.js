// Moving what hangs in the opportunity tree: with the mouse, a finger or the keys.
//
// [data-grip="<kind>"]     a link in a node: dragged, or lifted with Space; without this script it leads to a page
// [data-takes="<kind>"]    a node that such a thing can hang under; data-node is its id, data-name what it is called
// data-item, data-from, data-name   on the grip: what moves, under which node it hangs, what it is called
// #tree-move               the form that carries it out: item, from, to
//
// Where it hangs and where it would go is said by "clew:say".

const form = document.getElementById("tree-move");
const tree = document.querySelector(".tree");
const FAR = 6;

let grip = null;
let target = null;
let start = null;

const say = (words) => document.dispatchEvent(new CustomEvent("clew:say", { detail: { words } }));
const places = () => [...tree.querySelectorAll("[data-takes]")].filter(
  (node) => node.dataset.takes === grip.dataset.grip && node.dataset.node !== grip.dataset.from,
);

function lift(which) {
  grip = which;
  grip.setAttribute("aria-pressed", "true");
  grip.closest(".tn").classList.add("is-lifted");
  tree.classList.add("is-moving");
  for (const node of places()) node.classList.add("is-possible");
}

function aim(node) {
  if (node === target) return;
  target?.classList.remove("is-target");
  target = node;
  target?.classList.add("is-target");
  target?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function leave() {
  aim(null);
  grip?.removeAttribute("aria-pressed");
  grip?.closest(".tn").classList.remove("is-lifted");
  tree.classList.remove("is-moving");
  for (const node of tree.querySelectorAll(".is-possible")) node.classList.remove("is-possible");
  grip = null;
  start = null;
}

function fill(name, value) {
  form.querySelector(`[name="${name}"]`).value = value;
}

function drop() {
  fill("item", grip.dataset.item);
  fill("from", grip.dataset.from);
  fill("to", target.dataset.node);
  if (grip.dataset.grip === "opportunity") fill("outcome", target.dataset.node || "untied");
  say(`${grip.dataset.name} goes to ${target.dataset.name}.`);
  leave();
  form.requestSubmit();
}

function step(by) {
  const found = places();
  const next = found[(found.indexOf(target) + by + found.length) % found.length];
  aim(next);
  if (next) say(`To ${next.dataset.name}, ${found.indexOf(next) + 1} of ${found.length}.`);
}

function press(event) {
  const own = event.target.closest?.("[data-grip]");
  if (!grip && own && event.key === " ") {
    lift(own);
    say(`Lifted ${own.dataset.name}. ${places().length} places to put it.`);
  } else if (!grip) return;
  else if (event.key === "Escape" || event.key === "Tab") {
    say(`${grip.dataset.name} stays where it was.`);
    leave();
    if (event.key === "Tab") return;
  } else if (event.key === "ArrowDown" || event.key === "ArrowRight") step(1);
  else if (event.key === "ArrowUp" || event.key === "ArrowLeft") step(-1);
  else if ((event.key === "Enter" || event.key === " ") && target) drop();
  event.preventDefault();
  event.stopPropagation();
}

function under(event) {
  const node = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-takes]");
  return node && places().includes(node) ? node : null;
}

if (form && tree) {
  tree.addEventListener("keydown", press, true);
  tree.addEventListener("pointerdown", (event) => {
    const own = event.target.closest("[data-grip]");
    if (!own || event.button !== 0) return;
    start = { own, x: event.clientX, y: event.clientY };
    own.setPointerCapture(event.pointerId);
  });
  tree.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (!grip && Math.hypot(event.clientX - start.x, event.clientY - start.y) > FAR) lift(start.own);
    if (grip) aim(under(event));
  });
  tree.addEventListener("pointerup", () => {
    if (!start) return;
    const own = start.own;
    if (grip) own.addEventListener("click", (event) => event.preventDefault(), { once: true });
    start = null;
    if (grip && target) drop();
    else if (grip) leave();
  });
  tree.addEventListener("pointercancel", leave);
}
