// A page frozen in the browser's memory would show the scores of then: ask for those of now.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// What somebody else changes meanwhile has to reach whoever looks at a page. Its parts that follow
// the scores hear "look" every few seconds, and as soon as one comes back to the window; a list,
// whose rows may not move under the hand, hears "return" alone.
const LOOK_MS = 4000;
const tell = (name) => {
  if (document.visibilityState === "visible") document.body.dispatchEvent(new Event(name));
};
if (document.querySelector("[data-follows]")) {
  setInterval(tell, LOOK_MS, "look");
  window.addEventListener("focus", () => tell("look"));
  document.addEventListener("visibilitychange", () => {
    tell("look");
    tell("return");
  });
}

// Whose session has ended is sent to sign in; that page is no part of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.requestConfig.elt.matches("[data-follows]")) return;
  const asked = new URL(event.detail.pathInfo.finalRequestPath, location);
  if (new URL(event.detail.xhr.responseURL).pathname === asked.pathname) return;
  event.detail.shouldSwap = false;
  location.reload();
});
