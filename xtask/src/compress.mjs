// Puts a brotli file beside each file of a directory that gets smaller by it: once and thoroughly, so that the server
// neither compresses the same again for each visitor nor does it in a hurry.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const [, directory] = process.argv;
for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  const bytes = readFileSync(file);
  const compressed = brotliCompressSync(bytes);
  if (compressed.length < bytes.length) writeFileSync(`${file}.br`, compressed);
}
