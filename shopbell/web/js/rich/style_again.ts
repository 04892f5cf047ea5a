import { create } from "./no_style";

document.createElement = create;
