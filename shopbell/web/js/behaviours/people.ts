// Lines of addresses in a dialog become chips; what makes them is fetched when such a dialog opens.

import { behave } from "../behave";
import { load } from "../load";

behave("[data-chips]", (element) => void load(element.dataset.chips!).catch(() => undefined)); // the plain line does as well
