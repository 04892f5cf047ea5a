// Everything the desk's pages run: htmx with strict settings, the live socket, and small behaviours
// that `data-` attributes connect. A new behaviour is a module and a line here.

import "./htmx";
import "./live";
import "./behaviours/toast";
import "./behaviours/waiting";
import "./behaviours/menu";
import "./behaviours/dialog";
import "./behaviours/unsent";
import "./behaviours/times";
import "./behaviours/dirty";
import "./behaviours/invalid";
import "./behaviours/address";
import "./behaviours/autosize";
import "./behaviours/conditions";
import "./behaviours/rich_field";
import "./behaviours/copy";
import "./behaviours/print";
import "./behaviours/availability";
import "./behaviours/working";
import "./behaviours/choose";
import "./behaviours/choose_all";
import "./behaviours/people";
import "./behaviours/passkey";
import "./behaviours/lead";
import "./behaviours/sign_out";
import "./keys";
import "./console/main";
import "./behaviours/stay"; // after all that may have kept the page by itself
