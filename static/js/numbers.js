// Numbers as the form's fields hold them: a decimal comma counts as a point.
const decimalSign = (1.5).toLocaleString(document.documentElement.lang).charAt(1);

window.readNumber = (text) => {
  const plain = text.trim().replace(/^[<>]\s*/, "");
  return /^[+-]?(\d+[.,]?\d*|[.,]\d+)$/.test(plain) ? Number(plain.replace(",", ".")) : null;
};

window.writeNumber = (value, decimals) => value.toFixed(decimals).replace(".", decimalSign);

// With as many decimals as needed, three at most.
window.shortNumber = (value) => String(Number(value.toFixed(3))).replace(".", decimalSign);

// A change with its sign, as it is printed: a true minus.
window.signedNumber = (value) => {
  const text = shortNumber(Math.abs(value));
  if (text === "0") return text;
  return (value < 0 ? "−" : "+") + text;
};
