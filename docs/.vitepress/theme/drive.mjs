// <Drive/>: buttons that play the figure above through its methods, and a list of its events. The
// page about the API has it; what it does is printed there as code.
import { useData } from "vitepress";
import { defineComponent, h, onBeforeUnmount, onMounted, ref } from "vue";
import { figureAbove } from "./at.mjs";

const EVENTS = ["ready", "load", "play", "pause", "step", "note", "inject", "violation", "change", "end", "error"];
const LINES_MAX = 8;
const WORDS = {
  en: { label: "The figure's methods", log: "Events", none: "nothing yet" },
  "zh-CN": { label: "图的方法", log: "事件", none: "还没有" },
};
/** What stands on a button is what it calls. */
const ACTS = [
  ["play()", (figure) => figure.play()],
  ["pause()", (figure) => figure.pause()],
  ["step(1)", (figure) => figure.step(1)],
  ["step(-1)", (figure) => figure.step(-1)],
  ["seek(44000)", (figure) => figure.seek(44_000)],
  ['inject({ crash: { node: "A2" } })', (figure) => figure.inject({ crash: { node: "A2" } })],
  ["undo()", (figure) => figure.undo()],
  ["getState()", (figure) => figure.getState()],
  ["getLink()", (figure) => figure.getLink()],
];

const short = (detail) => JSON.stringify(detail ?? null)?.slice(0, 160);

export const Drive = defineComponent({
  setup() {
    const { lang } = useData();
    const root = ref(null);
    const lines = ref([]);
    let figure;
    const say = (line) => (lines.value = [...lines.value, line].slice(-LINES_MAX));
    const hear = ({ type, detail }) => say(`${type} ${short(detail)}`);
    onMounted(() => {
      figure = figureAbove(root.value);
      for (const type of EVENTS) figure?.addEventListener(type, hear);
    });
    onBeforeUnmount(() => {
      for (const type of EVENTS) figure?.removeEventListener(type, hear);
    });
    const call = (name, act) => async () => {
      try {
        const answer = await act(figure);
        if (answer != null) say(`${name} → ${short(answer)}`);
      } catch (error) {
        say(`${name} ✗ ${error.message}`);
      }
    };
    const button = ([name, act]) => h("button", { type: "button", onClick: call(name, act) }, name);
    return () => {
      const words = WORDS[lang.value] ?? WORDS.en;
      return h("div", { class: "drive", ref: root }, [
        h("div", { role: "group", "aria-label": words.label }, ACTS.map(button)),
        h("pre", { role: "log", "aria-label": words.log, tabindex: 0 }, lines.value.join("\n") || words.none),
      ]);
    };
  },
});
