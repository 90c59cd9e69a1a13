// The project's own documentation. tools/site.sh builds it into dist/docs/, beside the page, and
// makes every address in it relative: the base below is only a mark that is taken out again.
import { BASE } from "./relative.mjs";
import { en, zh } from "./words.mjs";

/** Words as they are, and of Chinese, which has no spaces, every character and every pair. */
function tokenize(text) {
  const words = text.toLowerCase().split(/[\n\r\p{Z}\p{P}\p{S}]+/u).filter(Boolean);
  return words.flatMap((word) => {
    if (!/\p{Script=Han}/u.test(word)) return [word];
    const letters = [...word];
    return letters.concat(letters.slice(1).map((letter, index) => letters[index] + letter));
  });
}

const FULL = /[\p{Script=Han}，。：；、（）“”《》？—…]/u;

/** A line of Chinese that goes on in the next has no space there. */
function joinLines({ tokens }) {
  for (const { children } of tokens) {
    children?.forEach((token, index) => {
      const [before, after] = [children[index - 1]?.content ?? "", children[index + 1]?.content ?? ""];
      const full = token.type === "softbreak" && FULL.test(before.at(-1)) && FULL.test(after.at(0));
      if (full) Object.assign(token, { type: "text", content: "" });
    });
  }
}

const site = ({ description, theme }) => ({ description, themeConfig: theme });

export default {
  title: "Splitbrain",
  base: BASE,
  cleanUrls: false,
  lastUpdated: false,
  head: [
    ["link", { rel: "icon", type: "image/svg+xml", href: `${BASE}mark.svg` }],
    ["meta", { name: "color-scheme", content: "light dark" }],
    ["script", { src: `${BASE}../embed.js`, async: "" }],
  ],
  locales: {
    root: { label: "English", lang: "en", ...site(en) },
    zh: { label: "简体中文", lang: "zh-CN", ...site(zh) },
  },
  themeConfig: {
    logo: "/mark.svg",
    search: {
      provider: "local",
      options: {
        miniSearch: { options: { tokenize }, searchOptions: { tokenize, combineWith: "AND" } },
        locales: { zh: { translations: zh.search } },
      },
    },
    outline: { level: [2, 3] },
  },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    // VitePress takes a line that begins with a tag it does not know for a block.
    component: { inlineTags: ["at"] },
    config: (md) => md.core.ruler.push("join_lines", joinLines),
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "split-brain" } } },
  // Runs are checked by `splitbrain check-links`; links to the page lead out of this site.
  ignoreDeadLinks: [/^(\.\.\/)+(\?|#|$)/],
};
