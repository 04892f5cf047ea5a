/* What the community asked about a product, within the shop's page of it:
`<script src="https://desk/questions.js" data-product="vase-ondine"></script>` where it should stand.

It is plain HTML in the page's own style, made of text that the desk gives as data: nothing of it is run or read as markup.
While the community is closed, or the product is not known, nothing is shown. */

interface Topic {
  title: string;
  address: string;
  language: string;
  state: string;
}

interface Questions {
  title: string;
  topics: Topic[];
  none: string;
  all: string;
  all_label: string;
  ask: string;
  ask_label: string;
}

const script = document.currentScript as HTMLScriptElement | null;

function link(words: string, address: string): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = words;
  return made;
}

function row(topic: Topic): HTMLLIElement {
  const made = document.createElement("li");
  const state = document.createElement("small");
  const title = link(topic.title, topic.address);
  title.lang = topic.language;
  title.dir = "auto";
  state.textContent = topic.state;
  made.append(title, " ", state);
  return made;
}

function section(said: Questions): HTMLElement {
  const made = document.createElement("section");
  made.className = "shopbell-questions";
  const head = document.createElement("h2");
  head.id = "shopbell-questions";
  head.textContent = said.title;
  made.setAttribute("aria-labelledby", head.id);
  made.append(head);
  if (said.topics.length) {
    const list = document.createElement("ul");
    list.append(...said.topics.map(row));
    made.append(list);
  } else made.append(Object.assign(document.createElement("p"), { textContent: said.none }));
  const ways = document.createElement("p");
  ways.append(link(said.ask_label, said.ask));
  if (said.topics.length) ways.append(" · ", link(said.all_label, said.all));
  made.append(ways);
  return made;
}

async function place(script: HTMLScriptElement, product: string): Promise<void> {
  const asked = new URLSearchParams({ product, lang: document.documentElement.lang });
  const desk = new URL(script.src).origin;
  const answer = await fetch(`${desk}/community/questions.json?${asked}`, { credentials: "omit" }).catch(() => null);
  if (answer?.ok) script.after(section((await answer.json()) as Questions));
}

if (script?.dataset.product) void place(script, script.dataset.product);

export {};
