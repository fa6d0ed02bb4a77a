// What makes pages a little easier where scripts run. Every page works without it.

// Read aloud: never by itself, in the order of data-read within each data-read-scope.
function linesOf(scope) {
  const lines = [...scope.querySelectorAll("[data-read]")].filter((line) => line.checkVisibility());
  const scopes = [...new Set(lines.map((line) => line.closest("[data-read-scope]")))];
  return scopes.flatMap((inside) =>
    lines
      .filter((line) => line.closest("[data-read-scope]") === inside)
      .sort((one, other) => one.dataset.read - other.dataset.read)
      .map((line) => ({ text: line.innerText.trim(), lang: line.closest("[lang]").lang }))
      .filter((line) => line.text),
  );
}

function showReading(button, reading) {
  button.querySelector("[data-read-start]").hidden = reading;
  button.querySelector("[data-read-stop]").hidden = !reading;
}

function stopReading() {
  window.speechSynthesis.cancel();
  document.querySelectorAll("[data-read-aloud]").forEach((button) => showReading(button, false));
}

function read(button) {
  const isReading = !button.querySelector("[data-read-stop]").hidden;
  stopReading();
  if (isReading) return;
  const scope = button.dataset.readAloud === "page" ? document.querySelector("main") : button.closest("[data-read-scope]");
  const lines = linesOf(scope);
  lines.forEach(({ text, lang }, place) => {
    const line = new SpeechSynthesisUtterance(text);
    line.lang = lang;
    line.rate = 0.95;
    if (place === lines.length - 1) line.onend = () => showReading(button, false);
    window.speechSynthesis.speak(line);
  });
  showReading(button, lines.length > 0);
}

if ("speechSynthesis" in window) {
  document.querySelectorAll("[data-read-aloud]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => read(button));
  });
  window.addEventListener("pagehide", stopReading);
}

// Panels that fold stay as somebody left them; some begin open where there is room.
const wide = window.matchMedia("(min-width: 1000px)").matches;
document.querySelectorAll("details[data-remember]").forEach((panel) => {
  const key = `plek:open:${panel.dataset.remember}:${wide}`;
  const kept = sessionStorage.getItem(key);
  if (kept !== null) panel.open = kept === "yes";
  else if (wide && "openWide" in panel.dataset) panel.open = true;
  panel.querySelector("summary").addEventListener("click", () => {
    sessionStorage.setItem(key, panel.open ? "no" : "yes");
  });
});

// A menu closes with Escape, or when one presses beside it.
document.querySelectorAll("details.person").forEach((menu) => {
  menu.addEventListener("keydown", (press) => {
    if (press.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (press) => {
    if (!menu.contains(press.target)) menu.open = false;
  });
});

// The code behind the # of a card's QR went to no server: it goes into the field, and out of the address bar.
const cardField = document.querySelector("[data-card]");
function takeCard() {
  const code = window.location.hash.slice(1);
  if (!/^[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){2}$/.test(code)) return;
  cardField.value = code;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
}
if (cardField) {
  takeCard();
  window.addEventListener("hashchange", takeCard);
}

// Printing is the browser's; a button for it stands where there is something to print.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// After a refused form, begin at what to mend.
document.querySelector("[data-focus]")?.focus();

// What somebody shares is looked at again while it is open. Once it changed, or that cannot be told, it goes at once.
const RECHECKED_EVERY = 15_000; // ms, our judgement: soon enough to be "at once", seldom enough for a slow line
const ANSWERED_WITHIN = 3_000; // ms, our judgement: longer than a slow line takes, shorter than a page is believed

async function stateNow(address) {
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(ANSWERED_WITHIN) });
    return answer.ok ? await answer.text() : "gone";
  } catch {
    return null; // no answer
  }
}

document.querySelectorAll("[data-recheck]").forEach((part) => {
  let asked = 0; // an answer counts only if nothing was asked, and nobody left, after its question
  let over = false;
  const hide = () => {
    asked += 1;
    part.hidden = true;
  };
  const look = async () => {
    if (over || document.visibilityState !== "visible") return;
    asked += 1;
    const mine = asked;
    const state = await stateNow(part.dataset.recheck);
    if (over || mine !== asked) return;
    if (state === part.dataset.state) {
      part.hidden = false;
      return;
    }
    over = true;
    part.replaceChildren();
    if (state === null) document.querySelectorAll("[data-recheck-lost]").forEach((said) => { said.hidden = false; });
    else window.location.reload();
  };
  // Who leaves, or turns to another tab, comes back to a page without it until it is known to hold.
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? look() : hide()));
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", (event) => event.persisted && look());
  window.addEventListener("focus", look);
  window.setInterval(look, RECHECKED_EVERY);
  // What waited in another tab, or was kept of an earlier visit, may be old; what just came from Plek is not.
  const isKept = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (isKept || document.visibilityState !== "visible") hide();
  look();
});
