// The project's own documentation (docs/, built by tools/site.sh into dist/docs): the figures show
// the runs that the text tells of, in both languages and both themes, on every screen.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { axe } from "../acts.mjs";
import { BASE } from "../server.mjs";

const SOURCES = new URL("../../../docs/", import.meta.url);
const SITE = `${BASE}docs/`;
const LANGUAGES = { en: { folder: "", lang: "en", other: "简体中文" }, zh: { folder: "zh/", lang: "zh-CN", other: "English" } };
const NARROW = { width: 360, height: 640 };

const isBuilt = existsSync(new URL("../../../dist/docs/index.html", import.meta.url));
const pages = readdirSync(SOURCES)
  .filter((file) => file.endsWith(".md"))
  .map((file) => file.replace(".md", ""));
const hasFigures = (page) => readFileSync(new URL(`${page}.md`, SOURCES), "utf8").includes("\n<split-brain");

const address = (page, { folder }) => `${SITE}${folder}${page === "index" ? "" : `${page}.html`}`;

/** Waits for the nth figure's whole run, and gives what is known of it. */
async function figure(tab, index) {
  const scrolled = (index) => {
    const figure = document.querySelectorAll("split-brain")[index];
    figure?.scrollIntoView({ block: "center" });
    return Boolean(figure);
  };
  await tab.until(`the place of figure ${index}`, scrolled, index);
  return tab.until(`figure ${index}`, async (index) => {
    const now = await document.querySelectorAll("split-brain")[index]?.getState?.();
    return now?.finished && now;
  }, index);
}

/** It shows the run whose hash stands in the text. */
async function showsItsRun(tab, index) {
  const state = await figure(tab, index);
  const run = await tab.evaluate((index) => document.querySelectorAll("split-brain")[index].getAttribute("run"), index);
  assert.equal(state.problem, null, run);
  assert.equal(state.banner, null, run);
  assert.equal(state.link, run);
  return state;
}

// Between two pages there is no figure, and in a new frame nothing yet.
const frame = ({ theme, lang }) => {
  const figure = document.querySelector("split-brain")?.shadowRoot?.querySelector("iframe");
  const root = figure?.contentDocument?.documentElement;
  return root?.dataset.theme === theme && root.lang.startsWith(lang);
};
const looks = (tab, theme, lang) => tab.until(`a figure in ${theme}, ${lang}`, frame, { theme, lang });
const switchTheme = (tab) => tab.evaluate(() => document.querySelector(".VPSwitchAppearance").click());

const plays = Object.entries(LANGUAGES).map(([lang, language]) => ({
  name: `docs: the documentation in ${lang}: a figure plays and follows language and theme`,
  browsers: ["chromium"],
  async run(tab) {
    await tab.goto(address("index", language));
    await showsItsRun(tab, 0);
    await looks(tab, "light", lang);
    await tab.evaluate(() => document.querySelector("split-brain").play());
    await tab.until("it plays", async () => (await document.querySelector("split-brain").getState()).time > 1_000);
    await tab.evaluate(() => document.querySelector(".at").click());
    await tab.until("the time in the text", async () => {
      const { time, playing } = await document.querySelector("split-brain").getState();
      return time === 47_000 && !playing;
    });
    await axe(tab);
    await switchTheme(tab);
    await looks(tab, "dark", lang);
    await axe(tab);
    await switchTheme(tab);
    await looks(tab, "light", lang);
    // To the same page in the other language, as a reader goes.
    await tab.evaluate((other) => [...document.querySelectorAll("a")].find((a) => a.textContent.trim() === other).click(), language.other);
    const otherwise = lang === "en" ? "zh" : "en";
    await tab.until("the other language", (lang) => document.documentElement.lang.startsWith(lang), otherwise);
    await looks(tab, "light", otherwise);
    await showsItsRun(tab, 0);
  },
}));

const tests = [
  ...plays,
  {
    name: "docs: the documentation on a dark device that is told to be light",
    browsers: ["chromium"],
    tab: { dark: true },
    async run(tab) {
      await tab.goto(address("paxos", LANGUAGES.en));
      await figure(tab, 0);
      await looks(tab, "dark", "en");
      await switchTheme(tab);
      await looks(tab, "light", "en");
    },
  },
  {
    name: "docs: the documentation goes from page to page and finds words in both languages",
    browsers: ["chromium"],
    async run(tab) {
      for (const [words, language, found] of [["majority", LANGUAGES.en, "paxos.html"], ["多数派", LANGUAGES.zh, "zh/paxos.html"]]) {
        await tab.goto(address("commit", language));
        await figure(tab, 0);
        await tab.evaluate(() => document.querySelector(".VPNavBarSearchButton, .DocSearch-Button").click());
        await tab.click(".search-input");
        // What was looked for before stands there.
        await tab.press("Control+A");
        await tab.type(words);
        const hit = (found) => [...document.querySelectorAll(".result")].find(({ href }) => href.includes(found));
        await tab.until(`${words} in ${found}`, hit, `/${found}`);
        await tab.evaluate((found) => {
          [...document.querySelectorAll(".result")].find(({ href }) => href.includes(found)).click();
        }, `/${found}`);
        // The address comes before the page.
        await tab.until("the page", (found) => {
          const title = document.querySelector(".vp-doc h1")?.textContent ?? "";
          return location.pathname.endsWith(found) && title.includes("Paxos");
        }, found);
        await showsItsRun(tab, 0);
      }
    },
  },
  ...Object.entries(LANGUAGES).map(([lang, language]) => ({
    name: `docs: the documentation in ${lang} links to runs that open in the page beside it`,
    browsers: ["chromium"],
    async run(tab) {
      await tab.goto(address("models", language));
      await tab.find(".vp-doc h1");
      const href = await tab.evaluate(() => document.querySelector('a[href*="#commit.blocked"]').href);
      assert.equal(new URL(href).pathname, BASE);
      await Promise.all([
        tab.page.waitForURL(({ pathname }) => pathname === BASE),
        tab.click('a[href*="#commit.blocked"]'),
      ]);
      const link = await tab.until("the run", () => {
        const now = window.splitbrain?.getState();
        return now?.finished && !now.banner && now.link;
      });
      assert.equal(link, new URL(href).hash.slice(1));
    },
  })),
  ...Object.entries(LANGUAGES).map(([lang, language]) => ({
    name: `docs: the page's help leads to the documentation in ${lang}`,
    browsers: ["chromium"],
    async run(tab) {
      await tab.goto(`${BASE}?lang=${lang}`);
      await tab.find(".stage svg");
      await tab.press("?");
      await tab.find("dialog[open] a");
      await Promise.all([
        tab.page.waitForURL(({ pathname }) => pathname.startsWith(`${BASE}docs/`)),
        tab.click("dialog[open] a"),
      ]);
      assert.equal(new URL(tab.page.url()).pathname, address("index", language));
    },
  })),
  {
    name: "docs: the documentation drives a figure by its methods",
    browsers: ["chromium"],
    async run(tab) {
      await tab.goto(address("api", LANGUAGES.en));
      await figure(tab, 0);
      const log = (words) => document.querySelector(".drive pre").textContent.includes(words);
      await tab.click("role=button|seek(44000)");
      await tab.until("the time", async () => (await document.querySelector("split-brain").getState()).time === 44_000);
      await tab.click('role=button|inject({ crash: { node: "A2" } })');
      await tab.until("the fault", log, "inject");
      await tab.until("in the run", async () => (await document.querySelector("split-brain").getState()).faults === 1);
      await tab.click("role=button|play()");
      await tab.until("the events", log, "play");
      await tab.click("role=button|undo()");
      await tab.until("no fault", async () => (await document.querySelector("split-brain").getState()).faults === 0);
    },
  },
  ...Object.entries(LANGUAGES).map(([lang, language]) => ({
    name: `docs: every page in ${lang} fits a telephone, and axe finds nothing`,
    browsers: ["chromium"],
    tab: NARROW,
    async run(tab) {
      for (const page of pages) {
        await tab.goto(address(page, language));
        await tab.find(".vp-doc h1");
        const [wide, said] = await tab.steady(page, () => [document.scrollingElement.scrollWidth, document.documentElement.lang]);
        assert.deepEqual([wide, said], [NARROW.width, language.lang], page);
        await axe(tab);
        assert.ok(await tab.evaluate(() => [...document.querySelectorAll("a[href]")].every(({ href }) => href.startsWith(location.origin))), page);
      }
    },
  })),
  ...pages.filter(hasFigures).flatMap((page) =>
    Object.entries(LANGUAGES).map(([lang, language]) => ({
      name: `docs: every figure of ${page} in ${lang} shows the run it was written about`,
      browsers: ["chromium"],
      async run(tab) {
        await tab.goto(address(page, language));
        await tab.find("split-brain");
        const count = await tab.count("split-brain");
        for (let index = 0; index < count; index += 1) await showsItsRun(tab, index);
      },
    })),
  ),
];

export default isBuilt ? tests : [];
