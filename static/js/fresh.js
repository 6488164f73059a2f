// A page frozen in the browser's memory would show the scores of then: ask for those of now.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// What somebody else changes meanwhile has to reach whoever looks at a page: its parts that follow
// the scores are asked every few seconds, and at once when one comes back to the page.
const LOOK_MS = 4000;
const look = () => {
  if (document.visibilityState === "visible") document.body.dispatchEvent(new Event("look"));
};
if (document.querySelector("[data-follows]")) {
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
}

// Whose session has ended is sent to sign in; that page is no part of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.requestConfig.elt.matches("[data-follows]")) return;
  const asked = new URL(event.detail.pathInfo.finalRequestPath, location);
  if (new URL(event.detail.xhr.responseURL).pathname === asked.pathname) return;
  event.detail.shouldSwap = false;
  location.reload();
});
