// The visit form: keys, changes since last time, and nothing typed is lost by accident.
const form = document.getElementById("visit-form");
const saveButton = document.getElementById("save-visit");
const panel = document.getElementById("score-panel");
const side = panel.closest(".score-side");
let dirty = form.hasAttribute("data-dirty");
let submitting = false;
let asking = false;
let mayPass = false;

// --- Changes beside scales, strength and HAQ-DI
const showChange = (row) => {
  const typed = readNumber(row.querySelector("input.number").value);
  const before = row.querySelector(".last");
  const last = before.dataset.last === "" ? null : Number(before.dataset.last);
  const instrument = row.querySelector("select")?.value ?? before.dataset.instrument;
  const comparable = last !== null && (instrument ?? "") === (before.dataset.instrument ?? "");
  before.hidden = !comparable;
  const change = typed !== null && comparable ? signedNumber(typed - last) : "";
  row.querySelector(".change").textContent = change;
};

document.querySelectorAll("[data-vas], .measure-row").forEach((row) => {
  row.addEventListener("input", () => showChange(row));
  showChange(row);
});

// Another day has other visits before it.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const row = event.target.closest("[data-vas], .measure-row");
  if (row) showChange(row);
});

// --- Keys: Enter goes on to the next value, Ctrl+Enter saves
const nextValue = (field) => {
  const values = [...form.querySelectorAll("input.number:not(.lab-uln), #id_note")].filter(
    (candidate) => !candidate.closest("details:not([open])"),
  );
  return values.find(
    (candidate) =>
      field.compareDocumentPosition(candidate) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
};

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit(saveButton);
  } else if (event.target.matches("input, select")) {
    event.preventDefault();
    nextValue(event.target)?.focus();
  }
});

// --- What somebody else saved meanwhile
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.take))) {
    const fields = form.elements[name];
    if (fields instanceof RadioNodeList) fields.value = value;
    else fields.value = value;
    const first = fields instanceof RadioNodeList ? fields[0] : fields;
    first.dispatchEvent(new Event("input", { bubbles: true }));
  }
  button.closest(".newer").remove();
});

// --- Leaving, and saving once
form.addEventListener("input", () => {
  dirty = true;
});

window.addEventListener("beforeunload", (event) => {
  if (dirty && !submitting) event.preventDefault();
});

const showTrouble = (name) => {
  form.querySelectorAll(".trouble").forEach((notice) => notice.remove());
  if (!name) return;
  form.querySelector(".visit-head").after(troubleNotice(name));
  form.querySelector(".trouble").focus();
};

// First the session is asked; then the same submit passes.
form.addEventListener("submit", async (event) => {
  if (mayPass) {
    submitting = true;
    keepUntilArrived(form);
    // Disabled a moment later: a disabled button is not sent with the form.
    setTimeout(() => {
      document.querySelectorAll("[form='visit-form'], #visit-form button").forEach((button) => {
        button.disabled = true;
      });
    });
    return;
  }
  event.preventDefault();
  if (asking || submitting) return;
  asking = true;
  const trouble = await askSession(form);
  asking = false;
  showTrouble(trouble);
  if (trouble) return;
  mayPass = true;
  form.requestSubmit(event.submitter);
  mayPass = false;
});

// Back from the next page, the form is alive again.
window.addEventListener("pageshow", () => {
  submitting = false;
  saveButton.disabled = false;
});

// --- The live score: an answer that is not the panel's never stands there
let triedAgain = false;

// A new token may be all that it needs; otherwise say what is in the way.
const explainPanel = async () => {
  const trouble = await askSession(form);
  if (!trouble && !triedAgain) {
    triedAgain = true;
    htmx.trigger(panel, "refresh");
    return;
  }
  const unavailable = document.getElementById("score-unavailable").content;
  panel.replaceChildren(trouble ? troubleNotice(trouble) : unavailable.cloneNode(true));
};

panel.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL).pathname;
  if (answered !== panel.getAttribute("hx-post")) {
    event.detail.shouldSwap = false;
    explainPanel();
  }
});
panel.addEventListener("htmx:afterSwap", () => {
  triedAgain = false;
});
["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => {
  panel.addEventListener(name, explainPanel);
});

// Back from the tab in which somebody signed in.
document.addEventListener("visibilitychange", async () => {
  if (document.hidden || !document.querySelector(".trouble")) return;
  if (await askSession(form)) return;
  showTrouble("");
  htmx.trigger(panel, "refresh");
});

const toggle = side.querySelector(".panel-toggle");
toggle.addEventListener("click", () => {
  const open = side.classList.toggle("open");
  toggle.setAttribute("aria-expanded", String(open));
});

(form.querySelector(".notice.question") ?? form.querySelector("[aria-invalid='true']"))?.focus();
