export default {
  title: "Somebody's documentation",
  base: "/docs/vitepress/",
  head: [["script", { src: "/some/where/splitbrain/embed.js", async: "" }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "split-brain" } } },
};
