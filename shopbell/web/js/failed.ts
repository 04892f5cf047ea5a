// What a person reads when something they asked for did not come about.

import { toast, type ToastOptions } from "./toast";
import { t } from "./words";

/** The desk cannot be reached; `again` offers to try once more. Whoever reloaded the page now would lose it. */
export function sayUnreachable(again?: ToastOptions["action"]): void {
  toast(t("The desk cannot be reached. What you wrote is still here; try again."), { tone: "broken", action: again });
}

/** Say why `answer` is not what was asked for; none is a desk that cannot be reached. */
export async function sayFailed(answer: Response | null, again?: ToastOptions["action"]): Promise<void> {
  if (!answer) return sayUnreachable(again);
  const isRefusal = answer.headers.get("Content-Type")?.startsWith("text/plain");
  toast(isRefusal ? await answer.text() : t("That did not work. Reload the page and try again."), { tone: "broken" });
}
