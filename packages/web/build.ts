/** Builds the dashboard into dist: `bun packages/web/build.ts [--watch] [--gallery] [--out DIR]`. */
import { watch } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { BunPlugin } from "bun";

const { values: flags } = parseArgs({
  options: {
    watch: { type: "boolean", default: false },
    gallery: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const root = import.meta.dir;
const dist = resolve(flags.out ?? join(root, "dist"));
const pages = [{ entry: "main", html: "index.html", template: "index.html" }];
if (flags.gallery)
  for (const entry of ["gallery", "gallery-session"])
    pages.push({ entry, html: `${entry}.html`, template: "gallery.html" });

/** Builds beside the present dist and swaps at the end: a build that fails leaves what is served. */
async function build(): Promise<boolean> {
  const started = performance.now();
  const next = `${dist}.next`;
  await rm(next, { recursive: true, force: true });
  /** Files to serve, by their hashed names. */
  const fonts = new Map<string, string>();
  const result = await Bun.build({
    entrypoints: [
      ...pages.map(({ entry }) => join(root, `src/${entry}.tsx`)),
      join(root, "src/look/first-paint.ts"),
    ],
    outdir: next,
    target: "browser",
    format: "esm",
    splitting: true,
    minify: true,
    sourcemap: "none",
    plugins: [fontPlugin(fonts)],
    publicPath: "/",
    naming: {
      entry: "[name]-[hash].[ext]",
      chunk: "chunk-[hash].[ext]",
      asset: "[name]-[hash].[ext]",
    },
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    throw: false,
  });
  if (!result.success) {
    for (const log of result.logs) console.error(log);
    return false;
  }
  const files = result.outputs.map((output) => output.path.slice(next.length + 1));
  for (const [name, path] of fonts) await Bun.write(join(next, name), Bun.file(path));
  files.push(...fonts.keys());
  for (const page of pages) await writePage(page, files, next);
  const sizes = await pack(files, next);
  await mkdir(dist, { recursive: true });
  await rm(dist, { recursive: true });
  await rename(next, dist);
  print(sizes, performance.now() - started);
  const first = await firstLoad(dist, files);
  const bytes = first.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
  console.log(`first load: ${(bytes / 1000).toFixed(1)} kB of JavaScript (${first.join(", ")})`);
  return true;
}

/** Keeps fonts as files of their own: Bun writes what a stylesheet names into it. */
function fontPlugin(fonts: Map<string, string>): BunPlugin {
  return {
    name: "fonts",
    setup(build) {
      build.onResolve({ filter: /\.woff2$/ }, async ({ path, importer }) => {
        const file = Bun.resolveSync(path, dirname(importer));
        const hash = Bun.hash(await Bun.file(file).bytes())
          .toString(36)
          .padStart(8, "0");
        const name = basename(file).replace(/(\.woff2)$/, `-${hash.slice(0, 12)}$1`);
        fonts.set(name, file);
        return { path: `/${name}`, external: true };
      });
    },
  };
}

/** Puts the hashed names into a page. Styles of all chunks are linked: they are small, and none flashes. */
async function writePage(
  { entry, html, template }: (typeof pages)[number],
  files: string[],
  out: string,
) {
  const named = (name: string, ext: string) => {
    const file = files.find((one) => one.endsWith(ext) && unhashed(one) === name);
    if (!file) throw new Error(`the build gave no ${name}-*${ext}`);
    return `/${file}`;
  };
  const others = files.filter(
    (file) => file.endsWith(".css") && !pages.some((page) => unhashed(file) === page.entry),
  );
  const styles = [named(entry, ".css"), ...others.map((file) => `/${file}`)];
  const blank = await Bun.file(join(root, template)).text();
  const text = blank
    .replace("{{first-paint}}", named("first-paint", ".js"))
    .replace("{{entry}}", named(entry, ".js"))
    .replace("{{font}}", named("inter-latin-wght-normal", ".woff2"))
    .replace(
      "{{styles}}",
      styles.map((href) => `<link rel="stylesheet" href="${href}">`).join("\n    "),
    );
  await Bun.write(join(out, html), text);
  files.push(html);
}

/** A file's name before it got its hash: `main-0a1b2c3d.js` was `main`. */
function unhashed(file: string): string {
  return file.replace(/-[a-z0-9]+\.[a-z0-9]+$/, "");
}

/** Writes a gzip copy beside each text file; gives the bytes over the wire. */
async function pack(files: string[], out: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const file of files) {
    const bytes = await Bun.file(join(out, file)).bytes();
    const packed = /\.(?:js|css|html|svg|json)$/.test(file)
      ? Bun.gzipSync(bytes, { level: 9 })
      : null;
    if (packed) await Bun.write(join(out, `${file}.gz`), packed);
    sizes.set(file, (packed ?? bytes).length);
  }
  return sizes;
}

/** The scripts that the page needs before it shows anything: what `main` imports, all the way down. */
async function firstLoad(out: string, files: string[]): Promise<string[]> {
  const main = files.find((file) => /^main-.*\.js$/.test(file)) ?? "";
  const found = new Set([main]);
  for (const file of found) {
    const text = await Bun.file(join(out, file)).text();
    for (const [, name] of text.matchAll(/(?:from|import)\s*"[./]*(chunk-[a-z0-9]+\.js)"/g))
      if (name) found.add(name);
  }
  return [...found];
}

function print(sizes: Map<string, number>, ms: number) {
  const rows = [...sizes].toSorted(([, a], [, b]) => b - a);
  for (const [file, bytes] of rows)
    console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}`);
  console.log(`${rows.length} files, as they go over the wire; built in ${Math.round(ms)} ms`);
}

const good = await build();
if (!flags.watch) process.exit(good ? 0 : 1);
let timer: ReturnType<typeof setTimeout> | undefined;
watch(join(root, "src"), { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(() => void build(), 80);
});
