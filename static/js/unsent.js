// What was sent and did not arrive, because the session ended at that moment: kept in this tab
// until the next page of somebody who is signed in, and put back if that is the same form again.
const UNSENT = "unsent";

window.keepUntilArrived = (form) => {
  const entries = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const { account } = form.dataset;
  const path = new URL(form.action).pathname;
  sessionStorage.setItem(UNSENT, JSON.stringify({ path, account, entries }));
};

const putBack = (form, entries) => {
  for (const [name, value] of entries) {
    const field = form.elements[name];
    if (!field) continue;
    field.value = value;
    const first = field instanceof RadioNodeList ? field[0] : field;
    first.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.querySelector(".visit-head").after(troubleNotice("put-back"));
};

document.addEventListener("DOMContentLoaded", () => {
  const kept = JSON.parse(sessionStorage.getItem(UNSENT));
  if (!kept) return;
  const way = document.querySelector("[data-unsent]");
  if (way) {
    way.hidden = false;
    way.querySelector("a").href = kept.path;
  }
  if (!document.querySelector(".shell")) return; // an error, or the way in
  sessionStorage.removeItem(UNSENT);
  const form = document.querySelector("form[data-session]:not([data-dirty])");
  const isSame = form && new URL(form.action).pathname === kept.path;
  if (isSame && form.dataset.account === kept.account) putBack(form, kept.entries);
});
