// The calculator: keys, errors tied to their fields, and no number lost by accident.
const form = document.getElementById("calculator-form");
const panel = document.getElementById("calculator-score");
const printing = document.getElementById("print-page");
let dirty = false;
let triedAgain = false;

// --- Enter goes on to the next value
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input, select")) return;
  event.preventDefault();
  const values = [...form.querySelectorAll("input.number")];
  const behind = Node.DOCUMENT_POSITION_FOLLOWING;
  values.find((field) => event.target.compareDocumentPosition(field) & behind)?.focus();
});

// --- What the answer says of the fields
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const { id, childElementCount } = event.target;
  const field = form.querySelector(`[aria-describedby="${CSS.escape(id)}"]`);
  if (field && childElementCount) field.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
});

const showFollowed = () => {
  const { followed } = panel.querySelector("[data-followed]")?.dataset ?? {};
  form.querySelectorAll("[data-enzyme]").forEach((row) => {
    row.querySelector(".followed").hidden = row.dataset.enzyme !== followed;
  });
};
panel.addEventListener("htmx:afterSwap", () => {
  triedAgain = false;
  showFollowed();
});
showFollowed();

// --- An answer that is not the score's never stands there; a new token may be all that it needs
const explain = async () => {
  const trouble = await askSession(form);
  if (!trouble && !triedAgain) {
    triedAgain = true;
    htmx.trigger(panel, "refresh");
    return;
  }
  panel.replaceChildren(document.getElementById("score-unavailable").content.cloneNode(true));
};
panel.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL).pathname;
  if (answered === panel.getAttribute("hx-post")) return;
  event.detail.shouldSwap = false;
  explain();
});
["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => {
  panel.addEventListener(name, explain);
});

// --- Printing, clearing, leaving
printing.hidden = false;
printing.addEventListener("click", () => window.print());
form.addEventListener("input", () => {
  dirty = true;
});
document.getElementById("clear-page").addEventListener("click", () => {
  dirty = false;
});
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
