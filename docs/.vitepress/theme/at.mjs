// <at ms="126"/>: a time that a figure shows when it is clicked: the figure right below the paragraph,
// or else the last one above. What a figure breaks is said under it.
import { useData } from "vitepress";
import { defineComponent, h } from "vue";

const NAMES = { en: (ms) => `${ms} ms: show it in the figure`, "zh-CN": (ms) => `${ms} ms：在图中查看` };

/** The figure that stands last before the element. */
export function figureAbove(element) {
  const follows = (figure) =>
    figure.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
  return [...document.querySelectorAll("split-brain")].filter(follows).at(-1);
}

function figureOf(element) {
  const below = element.closest("p:not(.broken), ul, ol, table")?.nextElementSibling;
  return below?.localName === "split-brain" ? below : figureAbove(element);
}

/** Brings the figure into view if most of it is not. */
function reveal(figure) {
  const { top, bottom, height } = figure.getBoundingClientRect();
  const shown = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (shown < Math.min(height, innerHeight) / 2) figure.scrollIntoView({ block: "center" });
}

export const At = defineComponent({
  props: { ms: { type: String, required: true } },
  setup({ ms }) {
    const { lang } = useData();
    const go = async ({ currentTarget }) => {
      const figure = figureOf(currentTarget);
      if (!figure) return;
      reveal(figure);
      await figure.pause();
      await figure.seek(Math.round(Number(ms) * 1000));
    };
    const name = () => (NAMES[lang.value] ?? NAMES.en)(ms);
    return () => h("button", { class: "at", type: "button", "aria-label": name(), onClick: go }, `${ms} ms`);
  },
});
