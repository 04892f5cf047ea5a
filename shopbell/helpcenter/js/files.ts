// Keeping a picture, film or document of the help centre.

export interface Kept {
  address: string;
  name: string;
  type: string;
}

export const tokenOf = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value;

/** What `file` is now; or why it is not kept, which is nothing where the desk cannot be reached. */
export async function keepFile(file: File, address: string, token: string): Promise<Kept | string> {
  const body = new FormData();
  body.append("file", file);
  body.append("csrfmiddlewaretoken", token);
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json", "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok) return (await answer.json()) as Kept;
  return answer?.headers.get("Content-Type")?.startsWith("text/plain") ? await answer.text() : "";
}

/** Lets whoever writes choose files. */
export function chooseFiles(chosen: (files: FileList) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.addEventListener("change", () => input.files && chosen(input.files));
  input.click();
}
