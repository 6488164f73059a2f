// What a typed value means, at once: multiple of the limit, change since last time, its place
// on the small line. The score itself is computed by the server only.
const LINE_PAD = 4;
const LINE_HEIGHT = 28;

const showRow = (row) => {
  const typed = row.querySelector(".lab-value").value.trim();
  const bound = /^[<>]/.test(typed) ? typed[0] : "";
  const value = readNumber(typed);
  const uln = readNumber(row.querySelector(".lab-uln").value);
  const factor = Number(row.querySelector(".lab-unit").selectedOptions[0]?.dataset.factor ?? 1);
  const times = row.querySelector(".times");
  const change = row.querySelector(".change");
  times.textContent = value !== null && uln > 0 ? bound + writeNumber(value / uln, 2) : "";
  const before = row.querySelector(".last");
  const last = before.dataset.last === "" ? null : Number(before.dataset.last) / factor;
  const isExact = !bound && !before.hasAttribute("data-bound");
  const comparable = value !== null && last !== null && isExact;
  change.textContent = comparable ? signedNumber(value - last) : "";
  showToday(row.querySelector("svg.lab-line"), value === null ? null : value * factor);
};

const showToday = (line, value) => {
  if (!line?.dataset.low) return;
  const { low, high } = line.dataset;
  const today = line.querySelector(".lab-today");
  if (value === null) {
    today.setAttribute("d", "");
    return;
  }
  const inside = Math.min(Math.max(value, Number(low)), Number(high));
  const share = Math.log(inside / low) / Math.log(high / low);
  const y = LINE_HEIGHT - LINE_PAD - share * (LINE_HEIGHT - 2 * LINE_PAD);
  today.setAttribute("d", `M176 ${y.toFixed(1)}h0`);
};

// Unit and limit of the last visit before the day, where nobody typed others.
const takeOver = (row) => {
  const uln = row.querySelector(".lab-uln");
  const isOpen = row.querySelector(".lab-value").value.trim() === "";
  const isEmpty = uln.value === "" && isOpen && !row.hasAttribute("data-limit-cleared");
  if (!isEmpty && !uln.classList.contains("from-last")) return;
  const unit = row.querySelector(".lab-unit");
  const { unit: lastUnit, limit, limitTitle } = row.querySelector(".last").dataset;
  if (lastUnit && isOpen && !row.hasAttribute("data-unit-chosen")) unit.value = lastUnit;
  uln.value = unit.value === lastUnit ? limit : "";
  uln.classList.toggle("from-last", uln.value !== "");
  uln.title = uln.value === "" ? "" : limitTitle;
};

document.querySelectorAll(".lab-row[data-analyte]").forEach((row) => {
  const uln = row.querySelector(".lab-uln");
  row.addEventListener("input", (event) => {
    if (event.target.matches(".lab-unit")) row.setAttribute("data-unit-chosen", "");
    if (event.target === uln) {
      row.toggleAttribute("data-limit-cleared", uln.value === "");
      uln.classList.remove("from-last");
    }
    // A limit that was taken over belongs to the unit it was printed in.
    if (event.target.matches(".lab-unit") && uln.classList.contains("from-last")) {
      uln.value = "";
      uln.classList.remove("from-last");
    }
    showRow(row);
  });
  showRow(row);
});

document.addEventListener("htmx:oobAfterSwap", (event) => {
  const row = event.target.closest(".lab-row[data-analyte]");
  if (!row) return;
  if (event.target.matches(".last")) takeOver(row);
  showRow(row);
});

// The panel says which enzyme the score follows.
document.addEventListener("htmx:afterSwap", () => {
  const followed = document.querySelector("[data-followed]")?.dataset.followed;
  document.querySelectorAll(".lab-row .followed").forEach((tag) => {
    tag.hidden = !followed || tag.closest(".lab-row").dataset.analyte !== followed;
  });
});
