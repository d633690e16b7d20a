// What assistive technology hears of changes in the page.
//
// #live                 the polite region
// X-Announce            a header of an htmx answer, percent-encoded: one sentence (ui/answers.py)
// #notices              where a failure is told that brought no page of its own
//
// A document event "clew:say" ({words}) is said as well.

const region = document.getElementById("live");
const FAILED = {
  answer: "The server could not do that. Nothing was changed; try again.",
  network: "No answer from the server. Nothing was changed; look at the connection and try again.",
};

let waiting = [];

function say(words) {
  if (!region || !words) return;
  waiting.push(words);
  region.textContent = "";
  if (waiting.length === 1) setTimeout(() => { region.textContent = waiting.join(" "); waiting = []; }, 60);
}

function fail(words) {
  const notice = document.createElement("div");
  notice.className = "notice notice--toast notice--bad";
  notice.dataset.toast = "";
  notice.setAttribute("role", "alert");
  const sentence = document.createElement("p");
  sentence.textContent = words;
  notice.append(sentence);
  document.getElementById("notices")?.append(notice);
}

document.addEventListener("clew:say", (event) => say(event.detail.words));
document.addEventListener("htmx:after:swap", (event) => {
  const words = event.detail.ctx?.response?.headers.get("X-Announce");
  if (words) say(decodeURIComponent(words));
});
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) fail(FAILED.answer);
});
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx && !event.detail.ctx.response) fail(FAILED.network);
});
