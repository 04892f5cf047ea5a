// A box that ticks all boxes of its form that have the name it says, and says itself whether all of them are.

import { behave } from "../behave";

behave("[data-choose-all]", (element) => {
  const all = element as HTMLInputElement;
  const boxes = (): HTMLInputElement[] =>
    [...all.form!.elements].filter((each): each is HTMLInputElement => each instanceof HTMLInputElement && each.name === all.dataset.chooseAll);
  const show = (): void => {
    const chosen = boxes().filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
  });
  document.addEventListener("change", (event) => {
    if (event.target !== all && boxes().includes(event.target as HTMLInputElement)) show();
  });
  show();
});
