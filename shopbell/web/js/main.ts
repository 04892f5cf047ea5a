// Everything the desk's pages run.
import "./console/main";
