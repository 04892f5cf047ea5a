/* The contact page's script. Without it the form works all the same: it spends the work that a flood cannot spare
   (`contact/task.ts`), shows photos before they are sent, offers answers while somebody writes, says hours by their own
   clock, and tells the page around it how high it is. */

import { tellByOwnClock } from "../../shopbell/web/js/own_clock";
import { offersOn } from "./contact/offers";
import { showPhotos } from "./contact/photos";
import { offerProducts } from "./contact/products";
import { workOn } from "./contact/task";

const form = document.querySelector<HTMLFormElement>("form[data-contact]");
const parent = document.body.dataset.parent;

/** Let the shop's page make the frame as high as what is in it. */
function tellHeight(): void {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  window.parent.postMessage({ shopbell: "height", height }, parent!);
}

if (form) {
  workOn(form);
  offersOn(form);
  for (const box of form.querySelectorAll<HTMLInputElement>("input[data-products]")) offerProducts(box, form);
}
for (const box of document.querySelectorAll<HTMLInputElement>('form[data-files] input[type="file"]')) showPhotos(box, box.form!);
void tellByOwnClock();
if (parent && window.parent !== window) {
  new ResizeObserver(tellHeight).observe(document.documentElement);
  window.parent.postMessage({ shopbell: "top" }, parent); // another page of the form: show its beginning
}
