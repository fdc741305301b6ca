// Prints the size of each file below a directory, raw and as a server would send it, and the totals. Fails when all of
// it, as a browser that has never been here loads it, is larger than so many bytes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const [, directory, limit] = process.argv;
const row = (name, sizes) => {
  const columns = sizes.map((bytes) => (bytes / 1000).toFixed(1).padStart(9));
  console.log(`${columns.join(" ")}  ${name}`);
};

console.log("   raw kB   gzip kB brotli kB");
const total = [0, 0, 0];
for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const bytes = readFileSync(join(entry.parentPath ?? entry.path, entry.name));
  const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
  sizes.forEach((size, column) => (total[column] += size));
  row(entry.name, sizes);
}
row("total", total);
if (total[2] > limit) {
  console.error(`The first load takes ${total[2]} bytes; at most ${limit} are allowed.`);
  process.exit(1);
}
