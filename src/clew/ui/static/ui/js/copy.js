// Taking something along that is told once: a link, a token.
//
// [data-copy="<id>"]   a button, hidden without this script: copies the value of the field <id> and says so

document.querySelectorAll("[data-copy]").forEach((button) => {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    document.dispatchEvent(new CustomEvent("clew:say", { detail: { words: "Copied." } }));
    button.lastChild.textContent = "Copied";
  });
});
