// The console's own behaviours: one module each, named here.
import "./list";
import "./history";
import "./list_keys";
import "./thread";
import "./mail_frame";
import "./reactions";
import "./seen";
import "./looking";
import "./typing";
import "./waits";
import "./filter";
import "./panel";
import "./composer";
import "./shared_drafts";
import "./macros";
import "./search";
import "./palette";
