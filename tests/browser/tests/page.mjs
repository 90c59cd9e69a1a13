// The page as a static site: it loads from a sub-directory under its own strict policy.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BASE } from "../server.mjs";

const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));

export default [
  {
    name: "the page loads and says what it is",
    async run(tab) {
      await tab.goto(BASE);
      assert.ok(await tab.text("h1"));
      assert.match(await tab.page.title(), /Splitbrain/);
    },
  },
  {
    name: "no inline script, no absolute address, hashed names",
    browsers: ["chromium"],
    async run() {
      const html = readFileSync(`${DIST}index.html`, "utf8");
      assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)[^>]*>/);
      assert.doesNotMatch(html, /\s(src|href)=["']?(\/|https?:)/);
      // Others name these, and what they load is told them or hashed.
      const stable = ["index.html", "embed.js", "embed.d.ts", "worker.js"];
      const names = readdirSync(DIST).filter((name) => !stable.includes(name));
      for (const name of names) assert.match(name, /-[0-9a-f]{8,}[._]/, name);
    },
  },
];
