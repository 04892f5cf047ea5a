// Tables: one is put in, and while one writes in it, its rows and columns have their own buttons.

import type { Editor } from "@tiptap/core";
import { stepPast } from "./putting";
import type { Tool } from "./toolbar";

type Chain = ReturnType<Editor["chain"]>;

export function tableTools(editor: Editor, say: (english: string) => string): Tool[] {
  const isIn = (): boolean => editor.isActive("table");
  const run = (act: (chain: Chain) => Chain) => (): void => void act(editor.chain().focus()).run();
  const insert = (): void => {
    stepPast(editor.view); // what is chosen stays: the table comes after it
    run((chain) => chain.insertTable({ rows: 3, cols: 2, withHeaderRow: true }))();
  };
  return [
    { label: say("Table"), icon: "table", act: insert, isThere: () => !isIn() }, // a table in a table reads badly on a phone
    { label: say("A row below"), icon: "between-horizontal-end", act: run((chain) => chain.addRowAfter()), isThere: isIn },
    { label: say("A column after"), icon: "between-vertical-end", act: run((chain) => chain.addColumnAfter()), isThere: isIn },
    { label: say("Take the row away"), icon: "fold-vertical", act: run((chain) => chain.deleteRow()), isThere: isIn },
    { label: say("Take the column away"), icon: "fold-horizontal", act: run((chain) => chain.deleteColumn()), isThere: isIn },
    { label: say("Take the table away"), icon: "trash-2", act: run((chain) => chain.deleteTable()), isThere: isIn },
  ];
}
