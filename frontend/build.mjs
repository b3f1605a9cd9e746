// Makes the files that browsers load, in target/site: `node frontend/build.mjs [--dev | --leptos]`.
//
// The compiled client goes through wasm-bindgen and Binaryen, the style sheets through lightningcss, the typeface is cut
// down to the letters that Spanish and English need. Every file is named after its content and lies beside its compressed
// twins; target/site/manifest.json tells the server the names. Each step's result is kept under the hash of what went
// into it, so what did not change is not made again.
//
// --dev takes the debug build, leaves optimising and compressing out, and writes to target/dev/site.
// --leptos makes only what cargo-leptos does not, and a manifest with its names for it to lay into its site.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { brotliCompress, constants, gzip } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const leptos = process.argv.includes("--leptos");
const dev = leptos || process.argv.includes("--dev");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const site = join(target, dev ? "dev/site" : "site");
const cache = join(target, dev ? "dev/steps" : "steps");

const hash = (...parts) => {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part).update("\0");
  return sum.digest("hex").slice(0, 16);
};

const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
        .sort()
    : [];

// The tools' versions and this file's own steps are part of every input.
const recipe = hash(...["build.mjs", "optimise.mjs", "package-lock.json"].map((file) => readFileSync(join(here, file))));

/** Runs `make(folder)` unless its result for the same inputs is there; returns the folder with the result. */
const step = async (name, inputs, make) => {
  const folder = join(cache, `${name}-${hash(recipe, ...inputs)}`);
  if (existsSync(folder)) return folder;
  const started = Date.now();
  const unfinished = join(cache, `.${name}`);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await make(unfinished);
  for (const old of readdirSync(cache)) if (old.startsWith(`${name}-`)) rmSync(join(cache, old), { recursive: true });
  renameSync(unfinished, folder);
  console.log(`  ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return folder;
};

/** Replaces a file in one move, so that a server never reads half of it. */
const write = (file, content) => {
  if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.unfinished`, content);
  renameSync(`${file}.unfinished`, file);
};

const kept = new Set();
const published = [];

/** Puts a file into the site with its compressed twins. */
const publish = async (path, content) => {
  const file = join(site, path);
  const text = [".js", ".mjs", ".css", ".svg", ".html", ".txt"].includes(extname(path));
  const changed = !existsSync(file) || !readFileSync(file).equals(Buffer.from(content));
  kept.add(path);
  // woff2 and pictures are compressed already.
  if (!dev && (text || extname(path) === ".wasm")) {
    const brotli = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_MODE]: text ? constants.BROTLI_MODE_TEXT : constants.BROTLI_MODE_GENERIC,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    const twins = [
      [".br", () => promisify(brotliCompress)(content, { params: brotli })],
      [".gz", () => promisify(gzip)(content, { level: 9 })],
    ];
    for (const [ending, compress] of twins) {
      kept.add(path + ending);
      if (changed || !existsSync(file + ending)) write(file + ending, await compress());
    }
  }
  write(file, content);
  const sent = existsSync(`${file}.br`) && !dev ? statSync(`${file}.br`).size : content.length;
  published.push([path, content.length, sent]);
};

/** Publishes under a name that changes with the content; returns the address. */
const publishHashed = async (name, content) => {
  const ending = extname(name);
  const path = dev ? `pkg/${name}` : `pkg/${basename(name, ending)}.${hash(content)}${ending}`;
  await publish(path, content);
  return `/${path}`;
};

// ── The typeface ─────────────────────────────────────────────────────────────────────────────────────────────────────

const fontFile = "public-sans.woff2";
const fullFont = readFileSync(
  join(here, "node_modules/@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2"),
);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).join("");
// ASCII, Latin-1 (all of Spanish and English, also Italian and Portuguese), and the signs typesetting needs.
const letters = `${range(0x20, 0x7e)}${range(0xa0, 0xff)}–—‘’“”•…‹›€−→`;
const fontFolder = await step("font", [fullFont, letters], async (folder) => {
  const { default: subsetFont } = await import("subset-font");
  const font = await subsetFont(fullFont, letters, {
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 700, default: 400 } },
  });
  writeFileSync(join(folder, fontFile), font);
});
const font = await publishHashed(fontFile, readFileSync(join(fontFolder, fontFile)));

// ── The style sheet ──────────────────────────────────────────────────────────────────────────────────────────────────

const styles = join(root, "style");
const styleInputs = filesIn(styles).flatMap((file) => [file, readFileSync(join(styles, file))]);
const styleFolder = await step("style", [font, ...styleInputs], async (folder) => {
  const { bundle } = await import("lightningcss");
  const { code, warnings } = bundle({
    filename: join(styles, "main.css"),
    minify: !dev,
    // The last browsers for the Windows 7 machines that centres still have.
    targets: { chrome: 109 << 16, edge: 109 << 16, firefox: 115 << 16, safari: (16 << 16) | (4 << 8) },
    visitor: {
      Url: (address) => (basename(address.url) === fontFile ? { ...address, url: font } : address),
    },
  });
  for (const warning of warnings) console.warn(`style: ${warning.message} (${warning.loc?.filename}:${warning.loc?.line})`);
  writeFileSync(join(folder, "telesala.css"), code);
});
const style = await publishHashed("telesala.css", readFileSync(join(styleFolder, "telesala.css")));

// ── Files that keep their names ──────────────────────────────────────────────────────────────────────────────────────

for (const file of filesIn(join(here, "static"))) await publish(file, readFileSync(join(here, "static", file)));
// The client of before still finds them after an update: a check may be open meanwhile.
const voice = filesIn(join(here, "voice")).filter((file) => extname(file) === ".wav");
for (const file of voice) await publish(`voice/${file}`, readFileSync(join(here, "voice", file)));

if (leptos) {
  const [style, script, wasm] = ["css", "js", "wasm"].map((ending) => `/pkg/telesala.${ending}`);
  write(join(target, "dev/assets/manifest.json"), JSON.stringify({ style, script, wasm, font }));
  process.exit();
}

// ── The client ───────────────────────────────────────────────────────────────────────────────────────────────────────

const compiled = join(target, "wasm32-unknown-unknown", dev ? "wasm-dev" : "wasm-release", "frontend.wasm");
// Compiled well it takes ten seconds less, and that counts where it runs at every change.
const bindgen = join(target, dev ? "release" : "tools", "bindgen");
const clientFolder = await step("client", [readFileSync(compiled), readFileSync(bindgen)], async (folder) => {
  execFileSync(bindgen, [compiled, folder, "telesala"], { stdio: "inherit" });
  if (dev) return;
  const { transformSync } = await import("esbuild");
  const paths = filesIn(folder).map((file) => join(folder, file));
  for (const path of paths.filter((path) => extname(path) === ".js")) {
    writeFileSync(path, transformSync(readFileSync(path, "utf8"), { format: "esm", minify: true, target: "es2022" }).code);
  }
  // The largest first, two at a time: its turn is as long as all the others' together.
  const size = (path) => statSync(path).size;
  const waiting = paths.filter((path) => extname(path) === ".wasm").sort((a, b) => size(b) - size(a));
  const worker = async () => {
    // It warns of name sections that it does not know, and of nothing else that a failure would not say.
    const optimiser = new Worker(join(here, "optimise.mjs"), { stdout: true, stderr: true });
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      optimiser.postMessage(path);
      await once(optimiser, "message");
    }
    await optimiser.terminate();
  };
  await Promise.all([worker(), worker()]);
});

// The scripts and modules name one another, so they keep their names, in a folder that is named after all of them.
const clientFiles = filesIn(clientFolder).filter((file) => file !== "pages.json");
const clientHash = hash(...clientFiles.flatMap((file) => [file, readFileSync(join(clientFolder, file))]));
const client = dev ? "pkg/client" : `pkg/client.${clientHash}`;
// All at once: the compressing runs beside this, on as many cores as there are.
await Promise.all(clientFiles.map((file) => publish(`${client}/${file}`, readFileSync(join(clientFolder, file)))));
const script = `/${client}/telesala.js`;
const wasm = `/${client}/telesala_bg.wasm`;
const pages = JSON.parse(readFileSync(join(clientFolder, "pages.json"), "utf8"));

// ── The texts ────────────────────────────────────────────────────────────────────────────────────────────────────────

// The compiler lists what it read for the client. One of these files the build script of the texts wrote, and beside it a
// catalogue for each language, so they are of one build. A client for development holds the texts itself.
const catalogues = () => {
  const read = readFileSync(compiled.replace(/\.wasm$/, ".d"), "utf8");
  const folder = /((?:\\ |\S)+\/out)\/texts\.rs(?=\s)/.exec(read)?.[1]?.replaceAll("\\ ", " ");
  if (!folder) throw new Error("the compiler does not say where the texts are");
  return filesIn(folder).filter((file) => extname(file) === ".txt").map((file) => join(folder, file));
};
const texts = {};
for (const file of dev ? [] : catalogues()) {
  texts[basename(file, ".txt")] = await publishHashed(`texts.${basename(file)}`, readFileSync(file));
}

// ── The manifest last: until it is replaced, a server that starts finds the former files whole ───────────────────────

write(join(site, "manifest.json"), `${JSON.stringify({ style, script, wasm, font, texts, pages }, null, 2)}\n`);
kept.add("manifest.json");
for (const file of filesIn(site)) if (!kept.has(file)) rmSync(join(site, file));
// The folder of a former client has nothing in it any more. The innermost first: then the outer ones are empty, too.
const folders = readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
const innermost = folders.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort((a, b) => b.length - a.length);
for (const folder of innermost) if (readdirSync(folder).length === 0) rmdirSync(folder);

if (!dev) {
  const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
  for (const [path, plain, sent] of published.sort()) console.log(`  ${path.padEnd(44)}${kilo(plain)}${kilo(sent)} sent`);
}
