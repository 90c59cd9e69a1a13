// Makes a site that VitePress built movable: it can be put into any directory of any host, as the
// page can. VitePress itself knows only absolute bases, so it is given one that occurs nowhere
// else, which is then replaced: in HTML by the way up from the file, in scripts by what the
// module's own address says.
//
//     node relative.mjs DIRECTORY
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

export const BASE = "/splitbrain-docs-base/";
/** Stands for the base inside a text that is a program's data. */
const MARK = "\\u0001";
/** Links become absolute before VitePress takes the page over: it keeps them from page to page, and the
 * browser looks for a relative icon wherever the page has gone. */
const ABSOLUTE =
  "<script>for(const e of document.querySelectorAll('a[href],img[src],link[rel=icon]'))" +
  "e.src?e.setAttribute('src',e.src):e.setAttribute('href',e.href)</script>";

/** `up` leads from the file to the top of the site. */
function page(html, up) {
  const base = `new URL("${up}",location.href).pathname`;
  const data = /JSON\.parse\("(?:[^"\\]|\\.)*"/g;
  const marked = (text) => `${text.replaceAll(BASE, MARK)}.replaceAll("${MARK}",${base})`;
  return html
    .replaceAll(data, (text) => (text.includes(BASE) ? marked(text) : text))
    .replaceAll(BASE, up)
    .replace("</body>", () => `${ABSOLUTE}</body>`);
}

function script(text, up, file) {
  const base = `new URL("${up}",import.meta.url).pathname`;
  const index = /^const (\w+)='.*'(?=;)/s.exec(text);
  const made = index
    ? text.replace(index[0], () => `${index[0].replaceAll(BASE, MARK)}.replaceAll("${MARK}",${base})`)
    : text.replaceAll(new RegExp(`(["'\`])${BASE}\\1`, "g"), () => `(${base})`);
  if (made.includes(BASE)) throw new Error(`${file}: write links from page to page as ./NAME.md`);
  return made;
}

function main(directory) {
  // A host shows it at any depth, from where nothing of it would be found.
  rmSync(join(directory, "404.html"));
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const folder = entry.parentPath ?? entry.path;
    const file = join(folder, entry.name);
    const up = `${relative(folder, directory).split(sep).join("/") || "."}/`;
    if (!entry.isFile() || !/\.(html|js|css)$/.test(file)) continue;
    const text = readFileSync(file, "utf8");
    if (!text.includes(BASE)) continue;
    if (file.endsWith(".css")) throw new Error(`${file} names files by their base`);
    writeFileSync(file, file.endsWith(".html") ? page(text, up) : script(text, up, file));
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv[2]);
