// <button data-print> prints the page, or saves it as PDF: the browser's own dialog offers both.

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-print]")) print();
});
