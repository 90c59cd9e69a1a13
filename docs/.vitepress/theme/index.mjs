// VitePress's own theme with this project's colours, system fonts, and two small parts that move
// the figures of a page.
import Theme from "vitepress/theme-without-fonts";
import { At } from "./at.mjs";
import { Drive } from "./drive.mjs";
import "./style.css";

export default {
  extends: Theme,
  enhanceApp({ app }) {
    app.component("At", At);
    app.component("Drive", Drive);
  },
};
