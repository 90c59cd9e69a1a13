// Serves dist/ under a sub-directory, as a static host would, and a page of somebody else's that
// embeds it. Nothing is cached, and what is missing is remembered: a test fails on it.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
/** Sites of documentation generators, where they have been built. */
const DOCS = fileURLToPath(new URL("../../target/docs", import.meta.url));
const HOSTS = fileURLToPath(new URL("hosts", import.meta.url));
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
/** Where the site is, below the server's root. */
export const BASE = "/some/where/splitbrain/";

/**
 * What has one of the words in `refused` in its name does not come.
 * @returns {Promise<{origin: string, missing: string[], refused: string[], close: () => Promise<void>}>}
 */
export async function serve() {
  const missing = [];
  const refused = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = fileOf(path);
    // Browsers ask for it wherever a page names no icon.
    if (path === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    if (refused.some((word) => path.includes(word))) {
      response.writeHead(503).end();
      return;
    }
    try {
      const body = await readFile(file);
      response.writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        "cache-control": "no-store",
        // As static hosts do; a sandboxed frame has no origin and needs it.
        "access-control-allow-origin": "*",
      });
      response.end(body);
    } catch {
      missing.push(path);
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    missing,
    refused,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

function fileOf(path) {
  const inside = (root, rest) => join(root, normalize(`/${rest}`));
  if (path.startsWith("/docs/")) return inside(DOCS, page(path.slice("/docs/".length)));
  const folder = path.endsWith("/") ? "index.html" : "";
  if (path.startsWith(BASE)) return inside(DIST, path.slice(BASE.length) + folder);
  return inside(HOSTS, path);
}

/** As static hosts do: a folder is its index, and a name without an ending is a page. */
function page(path) {
  if (path.endsWith("/")) return `${path}index.html`;
  return extname(path) ? path : `${path}.html`;
}
