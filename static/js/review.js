// The review list by keyboard: arrows move between the rows, Enter opens (it is a link), F filters.

const rows = () => [...document.querySelectorAll(".review .row-link")];

function move(step) {
  const links = rows();
  if (!links.length) return;
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step;
  links[Math.min(Math.max(next, 0), links.length - 1)].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target === document.body) {
    document.getElementById("start-review")?.click();
  } else if (event.key === "f" || event.key === "F") {
    event.preventDefault();
    document.getElementById("filter")?.focus();
  }
});

document.querySelector(".filters")?.classList.add("by-itself");
document.addEventListener("change", (event) => event.target.closest(".filters")?.submit());
