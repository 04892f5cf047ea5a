// The menu of the policies' values, those of each rule below its name.

interface Offered {
  name: string;
  value: string;
  label: string;
  group: string;
}

/** A list that the browser knows how to open; `choose` is called with each value that is chosen. None where there is none. */
export function choiceOfValues(json: string, label: string, choose: (value: Offered) => void): HTMLElement | null {
  const offered = JSON.parse(json) as Offered[];
  if (!offered.length) return null;
  const choice = document.createElement("select");
  choice.className = "input article-values";
  choice.setAttribute("aria-label", label);
  choice.append(new Option(label, ""), ...grouped(offered));
  choice.addEventListener("change", () => {
    const chosen = offered.find(({ name }) => name === choice.value);
    choice.value = "";
    if (chosen) choose(chosen);
  });
  return choice;
}

function grouped(offered: Offered[]): HTMLElement[] {
  const groups = new Map<string, HTMLElement>();
  return offered.flatMap(({ name, value, label, group }) => {
    const option = new Option(`${value} — ${label}`, name);
    if (!group) return [option];
    const known = groups.get(group);
    const box = known ?? Object.assign(document.createElement("optgroup"), { label: group });
    groups.set(group, box);
    box.append(option);
    return known ? [] : [box];
  });
}
