module.exports = {
  title: "Somebody's documentation",
  url: "https://example.org",
  baseUrl: "/docs/docusaurus/",
  onBrokenLinks: "throw",
  scripts: [{ src: "/some/where/splitbrain/embed.js", async: true }],
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false, pages: false }]],
  themeConfig: { navbar: { title: "Somebody's documentation" } },
};
