// Pictures in what is pasted: each becomes a file of the help centre before the text is put in. One that lies on another
// site, or only on the machine that it was copied on, cannot be had from here.

export interface Taken {
  html: string;
  missing: number; // pictures that could not be taken along
}

type Keep = (file: File) => Promise<{ address: string } | null>;

/** `body` with own addresses of its pictures; `keep` makes a file of one. */
export async function takePictures(body: HTMLElement, files: File[], keep: Keep): Promise<Taken> {
  const pictures = [...body.querySelectorAll("img")].filter((each) => !sourceOf(each).startsWith("/help/files/"));
  const elsewhere = pictures.filter((each) => !sourceOf(each).startsWith("data:"));
  const beside = files.filter((file) => file.type.startsWith("image/")); // some programs give the pictures as files
  let missing = 0;
  for (const picture of pictures) {
    const at = elsewhere.indexOf(picture);
    const file = at < 0 ? fileOf(sourceOf(picture)) : beside.length === elsewhere.length ? beside[at] : null;
    const kept = file ? await keep(file) : null;
    if (kept) picture.setAttribute("src", kept.address);
    else {
      picture.remove();
      missing += 1;
    }
  }
  return { html: body.innerHTML, missing };
}

const sourceOf = (picture: Element): string => picture.getAttribute("src") ?? "";

/** The picture that an address of data: holds. */
function fileOf(address: string): File | null {
  const found = /^data:(image\/([\w.+-]+));base64,(.+)$/s.exec(address);
  if (!found) return null;
  try {
    const bytes = Uint8Array.from(atob(found[3]!), (each) => each.charCodeAt(0));
    return new File([bytes], `picture.${found[2]!.replace("jpeg", "jpg")}`, { type: found[1]! });
  } catch {
    return null; // cut off on its way through the clipboard
  }
}
