/* The page on which somebody joins the community: the work that a flood cannot spare. Without it the form works all the same. */

import { workOn } from "./contact/task";

const form = document.querySelector<HTMLFormElement>("form[data-join]");
if (form) workOn(form);
