// A page frozen in the browser's memory would show the scores of then: ask for those of now.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
