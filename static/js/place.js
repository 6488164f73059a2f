// Where the places of a page do not fit side by side, the one the reader is at comes into sight.
document.querySelectorAll(".sidebar ul, .tabs").forEach((places) => {
  const here = places.querySelector("[aria-current]");
  if (!here || places.scrollWidth <= places.clientWidth) return;
  const from = here.getBoundingClientRect().left - places.getBoundingClientRect().left;
  places.scrollLeft += from - (places.clientWidth - here.offsetWidth) / 2;
});
