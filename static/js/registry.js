// Registration: further rows for antibody tests; what is refused first gets the focus.
const rows = document.getElementById("antibody-rows");
const total = document.getElementById("id_antibodies-TOTAL_FORMS");
const most = Number(document.getElementById("id_antibodies-MAX_NUM_FORMS").value);
const addButton = document.getElementById("add-antibody");

addButton.addEventListener("click", () => {
  const template = document.getElementById("antibody-template").innerHTML;
  rows.insertAdjacentHTML("beforeend", template.replaceAll("__prefix__", total.value));
  total.value = Number(total.value) + 1;
  addButton.hidden = Number(total.value) >= most;
  rows.lastElementChild.querySelector("select").focus();
});

document.querySelector("[aria-invalid='true']")?.focus();
