// Forms: Ctrl Enter sends, nothing is sent twice, nothing written is lost.
//
// form[data-guard]      leaving the page with unsent changes asks first; only where text would be lost
// [data-autosend]       a select or checkbox whose change sends its form at once
//
// A sent form is marked data-sent until its answer is there. GET forms and dialogs' own are left alone.

const isOurs = (form) => form.method === "post";

document.addEventListener("keydown", (event) => {
  const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[type=submit]:not([disabled])"));
});

document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent === undefined) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  const goesByHtmx = form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]");
  if (!isOurs(form) || (event.defaultPrevented && !goesByHtmx)) return;
  delete form.dataset.dirty;
  form.dataset.sent = "";
  event.submitter?.classList.add("is-busy");
});

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
}

document.addEventListener("htmx:finally:request", () => document.querySelectorAll("form[data-sent]").forEach(release));
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) form.dataset.dirty = "";
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosend]")) event.target.form?.requestSubmit();
});
