// Builds what browsers load into build/front: scripts, styles, fonts, the sprite of the icons in use and the app's icon.
// `npm run build` does it once and prints the sizes people download; `npm run watch` keeps at it.

import { Resvg, initWasm } from "@resvg/resvg-wasm";
import { build, context } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, extname, join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const OUT = "build/front";

const ENTRIES = {
  desk: ["shopbell/web/js/main.ts", "shopbell/web/css/desk.css"],
  rich: ["shopbell/web/js/rich.ts"],
  people: ["shopbell/web/js/people.ts"],
  sounds: ["shopbell/web/js/sounds.ts"],
  push: ["shopbell/web/js/push.ts"],
  service_worker: ["shopbell/web/js/service_worker.ts"],
  wall: ["shopbell/web/js/wall.ts", "shopbell/web/css/wall.css"],
  shopper: ["shopbell/web/css/shopper.css"],
  help: ["shopbell/web/css/help.css"],
  community: ["shopbell/web/css/community.css"],
  status: ["shopbell/web/css/status.css"],
  portal: ["shopbell/web/css/portal.css"],
  address: ["shopbell/web/js/behaviours/address.ts"],
  help_search: ["shopbell/search/js/help_search.ts"],
  article: ["shopbell/helpcenter/js/article.ts"],
  guide: ["shopbell/helpcenter/js/guide.ts"],
  news: ["shopbell/announcements/js/news.ts"],
  label: ["shopbell/web/css/label.css"],
  demo: ["shopbell/demo/js/consent.ts", "shopbell/demo/css/demo.css"],
  mail: ["shopbell/web/css/mail.css"],
  "widget/loader": ["widget/src/loader.ts"],
  "widget/contact": ["widget/src/contact.ts", "widget/src/contact.css"],
  "widget/join": ["widget/src/join.ts"],
  "widget/work": ["widget/src/work.ts"],
  "widget/form": ["widget/src/form.ts"],
  "widget/questions": ["widget/src/questions.ts"],
};

const LATER = { "widget/later": ["widget/src/later.ts"], "widget/meanwhile": ["widget/src/meanwhile.ts"], "widget/offers": ["widget/src/offers.ts"] }; // what the frame imports when it needs it
const FRAME = { "widget/frame": ["widget/src/frame.ts"] };

/** Fields of the frame's own objects, which it may shorten: the desk, the browser and the words have none of these names. */
const FRAME_FIELDS =
  /^(acknowledge|alone|arrived|hideTyping|isBusy|isCutOff|isEmpty|isFinal|isGone|isSeen|isStuck|reply|sendAgain|showTyping|sorted|toEnd|turned|unreadCount)$/;

const TARGET = ["es2022", "chrome111", "firefox115", "safari16.4"];

/** `import style from "./loader.css?text"`: a style sheet that a script carries as text, made small. */
const carriedStyles = {
  name: "carried styles",
  setup(build) {
    const mark = /\?text$/;
    build.onResolve({ filter: /\.css\?text$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(mark, "")), namespace: "carried" }));
    build.onLoad({ filter: /./, namespace: "carried" }, async ({ path }) => {
      const { outputFiles, metafile } = await build.esbuild.build({ entryPoints: [path], bundle: true, minify: true, target: TARGET, write: false, metafile: true });
      return { contents: outputFiles[0].text.trim(), loader: "text", watchFiles: Object.keys(metafile.inputs).map((file) => resolve(file)) };
    });
  },
};

const filesOf = (entries) => Object.entries(entries).flatMap(([out, files]) => files.filter(existsSync).map((file) => ({ in: file, out })));

const options = {
  entryPoints: filesOf(ENTRIES),
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "iife",
  target: TARGET,
  plugins: [carriedStyles],
  loader: { ".woff2": "file", ".svg": "dataurl" },
  assetNames: "fonts/[name]",
  legalComments: "none",
  logLevel: "warning",
};

const builds = [options, { ...options, entryPoints: filesOf(FRAME), mangleProps: FRAME_FIELDS}, { ...options, entryPoints: filesOf(LATER), format: "esm" }];

// --- icons --------------------------------------------------------------------------------------

const OWN = "shopbell/web/icons";
const SET = "node_modules/lucide-static/icons";
// icon("mail"), icon="mail", icon_name="mail", icon: "mail", empty("mail", …)
const USE = /\b(?:icon(?:_name)?(?:\(\s*|["']?\s*[:=]\s*)|empty\(\s*)["']([a-z][a-z0-9-]*)["']/g;

const MAP = /\bicon\(\{([^}]*)\}/g; // icon({"card": "credit-card", …}[kind])

/** Every file below `folder` that may name an icon. */
function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if ([".html", ".py", ".ts"].includes(extname(path))) yield path;
  }
}

/** Names of the icons in use, each with a file that uses it. */
function usedIcons() {
  const used = new Map(readdirSync(OWN).map((file) => [basename(file, ".svg"), OWN]));
  for (const path of sources("shopbell")) {
    const text = readFileSync(path, "utf8");
    for (const [, name] of text.matchAll(USE)) used.set(name, used.get(name) ?? path);
    for (const [, map] of text.matchAll(MAP)) for (const [, name] of map.matchAll(/:\s*"([a-z-]+)"/g)) used.set(name, used.get(name) ?? path);
  }
  return used;
}

/** One SVG with a symbol per icon in use; pages point at `icons.svg#name`. */
function sprite() {
  const symbols = [...usedIcons()].sort().map(([name, user]) => {
    const file = [OWN, SET].map((folder) => join(folder, `${name}.svg`)).find(existsSync);
    if (!file) throw new Error(`${user} uses the icon "${name}", which is neither in ${OWN} nor in lucide.`);
    const drawing = readFileSync(file, "utf8").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.replace(/\s+/g, " ").replace(/> </g, "><").trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

// --- the console as an app ----------------------------------------------------------------------

const APP_SIZES = [180, 192, 512]; // what iPhones take, then the manifest's (shopbell/web/console/views/app.py)
const PAPER = "#faf9f6"; // --paper of css/tokens.css

/** The bell on paper, clear of the rim: devices cut it to a circle, a drop or a square with round corners. */
function appDrawing() {
  const bell = readFileSync(join(OWN, "shopbell.svg"), "utf8").replace("<svg ", '<svg x="5.5" y="5" width="13" height="13" ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" fill="${PAPER}"/>${bell}</svg>`;
}

/** Its pictures, which a home screen wants as PNG. */
async function appIcons() {
  await initWasm(readFileSync("node_modules/@resvg/resvg-wasm/index_bg.wasm"));
  for (const size of APP_SIZES) {
    const drawn = new Resvg(appDrawing(), { fitTo: { mode: "width", value: size } }).render();
    writeFileSync(appIcon(size), drawn.asPng());
  }
}

const appIcon = (size) => join(OUT, `app-${size}.png`);

// --- run ----------------------------------------------------------------------------------------

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

function printSizes() {
  for (const path of [...files(OUT)].sort()) {
    const isPacked = [".woff2", ".png"].includes(extname(path));
    const bytes = isPacked ? statSync(path).size : gzipSync(readFileSync(path), { level: 9 }).length;
    console.log(`${(bytes / 1024).toFixed(1).padStart(7)} kB  ${relative(OUT, path)}${isPacked ? "" : "  (gzipped)"}`);
  }
}

/** Take away what an earlier build left; what is still in use is only ever written over. */
function sweep(fresh) {
  for (const path of files(OUT)) if (!fresh.has(path)) rmSync(path);
}

const isWatching = process.argv.includes("--watch");
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, "icons.svg"), sprite());
copyFileSync(join(OWN, "shopbell.svg"), join(OUT, "shopbell.svg")); // the browser's tab
await appIcons();
if (isWatching) {
  for (const each of builds) await (await context(each)).watch();
  console.log(`Watching; writes to ${OUT}. The sprite is made once: start again after using a new icon.`);
} else {
  const made = await Promise.all(builds.map((each) => build({ ...each, metafile: true })));
  const outputs = made.flatMap(({ metafile }) => Object.keys(metafile.outputs));
  sweep(new Set([join(OUT, "icons.svg"), join(OUT, "shopbell.svg"), ...APP_SIZES.map(appIcon), ...outputs]));
  printSizes();
}
