// A figure in sites of real documentation generators (tests/docs, built by tools/docs.sh).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BUILT = fileURLToPath(new URL("../../../target/docs", import.meta.url));

/** Where each site is, and what switches its theme to dark: asked until it says that it is done. */
const SITES = [
  {
    name: "Docusaurus",
    home: "/docs/docusaurus/",
    // Its switch goes from the device's theme to light, and from there to dark.
    dark: () => {
      if (document.documentElement.dataset.theme === "dark") return true;
      document.querySelector("button[class*=toggleButton]").click();
      return false;
    },
  },
  {
    name: "Hugo",
    home: "/docs/hugo/",
    dark: () => document.getElementById("theme-toggle").click() ?? true,
  },
  {
    name: "mdBook",
    home: "/docs/mdbook/index.html",
    dark: () => document.getElementById("mdbook-theme-navy").click() ?? true,
  },
  {
    name: "MkDocs Material",
    home: "/docs/mkdocs/",
    dark: () => document.querySelector("label[for=__palette_1]").click() ?? true,
  },
  // Its theme has one look alone, whatever the device says, and says nothing of it.
  { name: "Sphinx", home: "/docs/sphinx/index.html", tab: { dark: true }, always: "light" },
  {
    name: "VitePress",
    home: "/docs/vitepress/",
    dark: () => document.querySelector(".VPSwitchAppearance").click() ?? true,
  },
];

const state = (id) => document.getElementById(id)?.getState?.();

/** Waits until the figure has simulated its run. */
async function run(tab, id, begins) {
  const deadline = Date.now() + 20_000;
  const has = async ({ id, begins }) => {
    const now = await document.getElementById(id)?.getState?.();
    return Boolean(now?.finished && now.link?.startsWith(begins));
  };
  // One page may still be giving way to the next.
  while (!(await tab.evaluate(has, { id, begins }).catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`no run in ${id}${tab.complained()}`);
  }
}

const theme = (tab, wanted) =>
  tab.until(`the theme ${wanted}`, (wanted) => {
    const frame = document.getElementById("figure").shadowRoot.querySelector("iframe");
    return frame.contentDocument.documentElement.dataset.theme === wanted;
  }, wanted);

async function fits(tab) {
  const wide = await tab.evaluate(() => {
    const box = document.getElementById("figure").getBoundingClientRect();
    const around = document.getElementById("figure").parentElement.getBoundingClientRect();
    return [box.left >= around.left - 1, box.right <= around.right + 1, box.width > 300];
  });
  assert.deepEqual(wide, [true, true, true]);
}

async function scrolls(tab) {
  const point = await tab.evaluate(() => {
    const box = document.getElementById("figure").getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + 60 };
  });
  await tab.page.mouse.move(point.x, point.y);
  await tab.wheel(300);
  await tab.until("the page scrolled", () => window.scrollY > 100);
  await tab.evaluate(() => window.scrollTo(0, 0));
}

async function prints(tab) {
  await tab.page.emulateMedia({ media: "print" });
  const shown = await tab.evaluate(() => [
    document.getElementById("fallback").getBoundingClientRect().height > 0,
    document.getElementById("figure").shadowRoot.querySelector("iframe").offsetHeight,
  ]);
  await tab.page.emulateMedia({ media: "screen" });
  assert.deepEqual(shown, [true, 0]);
}

const here = SITES.filter(({ home }) => existsSync(BUILT + home.replace(/^\/docs|index\.html$/g, "")));

export default here.map(({ name, home, dark, tab: look = {}, always }) => ({
  name: `docs: a figure in a site of ${name}`,
  browsers: ["chromium"],
  tab: look,
  async run(tab) {
    await tab.goto(home);
    await run(tab, "figure", "commit.blocked");
    assert.ok(await tab.evaluate(state, "figure"));
    await fits(tab);
    await scrolls(tab);
    await prints(tab);
    if (always) await theme(tab, always);
    if (dark) {
      await tab.until("the switch", dark);
      await theme(tab, "dark");
    }
    const link = (words) => [...document.querySelectorAll("a")].find(({ innerText }) => innerText.includes(words)).click();
    await tab.evaluate(link, "the second page");
    await run(tab, "second", "paxos.crash");
    await tab.evaluate(link, "the first page");
    await run(tab, "figure", "commit.blocked");
  },
}));
