// Builds the browser side into the folder that is named as the argument. A feature with pages of its own adds an entry.
import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) throw new Error("usage: node build.mjs FOLDER");

const entries = { app: "app.ts", imagine: "imagine/page.ts", islands: "islands.css", own: "recognise/own.ts", recognise: "recognise/trainer.ts" };
const shared = {
  absWorkingDir: here, bundle: true, minify: true, legalComments: "none", charset: "utf8",
  // What the kit's :has() needs anyway.
  target: ["chrome111", "firefox121", "safari16.4"], outdir: out, metafile: true, logLevel: "warning",
};

const made = await build({ ...shared, entryPoints: entries, format: "esm", splitting: true, chunkNames: "chunks/[name]-[hash]" });
const hash = createHash("sha256");
for (const file of Object.keys(made.metafile.outputs).sort()) hash.update(await readFile(join(here, file)));
const VERSION = JSON.stringify(hash.digest("hex").slice(0, 12));
await build({ ...shared, entryPoints: { sw: "offline/sw.ts" }, format: "iife", define: { VERSION } });
await copyFile(join(here, "manifest.webmanifest"), join(out, "manifest.webmanifest"));
