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

// After a refused form, begin at what to mend.
document.querySelector("[data-focus]")?.focus();
