// A text box that grows with its text: natively where the browser can (field-sizing), else by measuring.

import { behave } from "../behave";

const isNative = CSS.supports("field-sizing", "content");

behave("textarea[data-autosize]", (box) => {
  if (isNative) return box.classList.add("is-autosized");
  const fit = () => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  for (const name of ["input", "fit"]) box.addEventListener(name, fit);
  new ResizeObserver(fit).observe(box.parentElement ?? box);
  fit();
});
