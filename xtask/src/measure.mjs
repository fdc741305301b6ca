// Prints how large the built web app is, raw and as the server sends it, and what a browser that has never been here loads
// to show a page of each part: what every page needs, fonts included, and the files of that part. Fails when the part
// that one starts with takes more than so many bytes.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const [, directory, start, limit] = process.argv;
const sizes = new Map();
for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
  // Licences are there to be read, and no page loads them.
  if (!entry.isFile() || /\.(br|txt)$/.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const sent = existsSync(`${file}.br`) ? `${file}.br` : file;
  sizes.set(entry.name, [statSync(file).size, statSync(sent).size]);
}

const sum = (names) => names.reduce((sum, name) => sizes.get(name).map((size, column) => size + sum[column]), [0, 0]);
const row = (name, sizes) => {
  console.log(`${sizes.map((bytes) => (bytes / 1000).toFixed(1).padStart(9)).join(" ")}  ${name}`);
};

// The loader says which files a part consists of: one of its own, and those that it shares with other parts.
const loader = readFileSync(join(directory, [...sizes.keys()].find((name) => name.endsWith("_parts.js"))), "utf8");
const files = new Map();
for (const [, name, definition] of loader.matchAll(/^(?:export )?const (\w+) = ((?:wrapAsyncCb\()?makeLoad\(.*?\]\)+;)/gms)) {
  const own = [...definition.matchAll(/URL\("\.\/([^"]+)"/g)].map(([, file]) => file);
  const shared = [...definition.matchAll(/__chunk_\d+/g)].flatMap(([chunk]) => files.get(chunk));
  files.set(name, [...own, ...shared]);
}
const loads = "__wasm_split_load_";
const parts = [...files.keys()].filter((name) => name.startsWith(loads)).map((name) => name.slice(loads.length));
const common = [...sizes.keys()].filter((name) => !name.endsWith(".wasm") || name.endsWith("_bg.wasm"));
const load = (part) => [...common, ...files.get(loads + part)];

console.log("   raw kB   sent kB");
for (const name of common) row(name, sizes.get(name));
row("every page needs this", sum(common));
for (const part of parts.sort()) row(`first load, part \`${part}\`: ${load(part).length} files`, sum(load(part)));
row("all there is", sum([...sizes.keys()]));

const [, sent] = sum(load(start));
if (sent > limit) {
  console.error(`The first load takes ${sent} bytes; at most ${limit} are allowed.`);
  process.exit(1);
}
