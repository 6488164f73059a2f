// 10-cm scales: the number field holds the value, the slider writes and shows it. An empty
// field is "not assessed": the thumb is away and nothing looks like zero.
const setUpScale = (scale) => {
  const slider = scale.querySelector(".vas-slider");
  const number = scale.querySelector("input.number");
  const fill = scale.querySelector(".vas-fill");
  const unsetText = scale.querySelector(".vas-unset").textContent.trim();

  const show = () => {
    const value = readNumber(number.value);
    const onScale = value !== null && value >= 0 && value <= 10;
    scale.classList.toggle("unset", !onScale);
    fill.setAttribute("d", onScale ? `M0 10h${value * 10}` : "M0 10h0");
    if (onScale) slider.value = value;
    slider.setAttribute("aria-valuetext", onScale ? `${number.value} cm` : unsetText);
  };

  const write = (text) => {
    number.value = text;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  };

  slider.addEventListener("input", () => write(writeNumber(Number(slider.value), 1)));
  // Pressed where the hidden thumb stands already, the slider itself says nothing.
  slider.addEventListener("pointerup", () => {
    if (scale.classList.contains("unset")) write(writeNumber(Number(slider.value), 1));
  });
  slider.addEventListener("keydown", (event) => {
    if (event.key === "Delete" || event.key === "Backspace") write("");
  });
  scale.querySelector(".clear").addEventListener("click", () => {
    write("");
    number.focus();
  });
  number.addEventListener("input", show);
  show();
  showMark(scale);
};

// Where the last visit before the day stands; unset, the slider rests there.
const showMark = (scale) => {
  const { last } = scale.querySelector(".last").dataset;
  scale.querySelector(".vas-last").setAttribute("d", last ? `M${last * 10} 2v16` : "");
  // The words "not assessed" leave the mark in sight.
  scale.classList.toggle("mark-in-middle", last !== "" && Math.abs(last - 5) < 2);
  if (scale.classList.contains("unset")) scale.querySelector(".vas-slider").value = last || 5;
};

document.querySelectorAll("[data-vas]").forEach(setUpScale);
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const scale = event.target.closest("[data-vas]");
  if (scale) showMark(scale);
});
