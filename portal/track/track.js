// Brings the page up to date as the order moves, and moments into the reader's own time zone. Without it the page is whole.
const lang = document.documentElement.lang;
const region = navigator.languages.find((l) => l.startsWith(lang)) || (lang === "en" ? "en-GB" : lang);
const moment = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeStyle: "short" });
const status = document.querySelector("[role=status]");
let tag = document.body.dataset.tag;
let wait = 2000;
let timer;

function localTimes(root) {
  for (const time of root.querySelectorAll("time[datetime*=T]")) time.textContent = moment.format(new Date(time.dateTime));
}

function show(text) {
  const next = new DOMParser().parseFromString(text, "text/html");
  const main = next.getElementById("main");
  const shown = document.getElementById("main");
  localTimes(main);
  if (main.innerHTML === shown.innerHTML.replace(/ fresh\b/g, "")) return;
  shown.replaceWith(main);
  document.title = next.title;
  const heading = main.querySelector("h1");
  heading.parentElement.classList.add("fresh");
  const news = main.querySelector(".history b");
  status.textContent = status.dataset.updated.replace("{what}", (news || heading).textContent);
}

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { "If-None-Match": tag }, cache: "no-store" });
    if (answer.status === 200 || answer.status === 404) {
      tag = answer.headers.get("ETag");
      show(await answer.text());
      if (answer.status === 404) return;
    } else if (answer.status !== 304) throw answer.status;
    wait = 2000;
  } catch {
    wait = Math.min(wait * 2, 60000);
  }
  timer = document.hidden ? 0 : setTimeout(look, wait);
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, 200);
});
localTimes(document);
timer = setTimeout(look, wait);
