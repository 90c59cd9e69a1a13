// <split-brain run="paxos.duel"></split-brain>: a live figure in anybody's page. It needs nothing
// else; put it beside the site it is from and load it once, as a module or not.
(() => {
  const named = [...document.scripts].filter(({ src }) => /\/embed\.js(\?|$)/.test(src));
  const HERE = document.currentScript?.src ?? named.at(-1)?.src;
  const SITE = new URL(".", HERE ?? location.href).href;
  /** Attributes that are view parameters of the frame. */
  const VIEW = ["ui", "view", "hide", "speed", "t", "step", "loop", "autoplay", "readonly", "motion", "keys"];
  const METHODS = [
    "play", "pause", "step", "seek", "load", "inject", "undo", "redo",
    "getScenario", "getState", "getLink", "setTheme", "setLang",
  ];
  const DEFAULT_HEIGHT = 420;
  const LINK_MAX = 65536;
  /** How long before it is seen a lazy figure is fetched. */
  const NEAR = "300px";
  const SHEET = `
    :host { display: block; position: relative; margin: 1em 0; }
    :host([hidden]) { display: none; }
    iframe { display: block; width: 100%; border: 0; }
    .poster { display: block; position: relative; width: 100%; padding: 0; border: 0; background: none; cursor: pointer; }
    .poster img { display: block; width: 100%; height: auto; }
    .poster span { position: absolute; left: 50%; top: 50%; width: 64px; height: 64px; margin: -32px; border-radius: 50%;
      background: #1c2330; color: #fff; font: 28px/64px sans-serif; text-indent: 5px; }
    .gone { display: none; }
    .coming { position: absolute; top: 0; visibility: hidden; }
    @media print {
      iframe.replaceable, .poster, .poster span { display: none; }
      slot.gone, .poster.picture { display: block; }
    }
  `;

  /** Whether a colour is dark; nothing, if what is behind it shows or it is told otherwise. */
  function isDark(colour) {
    const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return /^rgb/.test(colour) && alpha > 0.5 ? 0.3 * red + 0.59 * green + 0.11 * blue < 128 : null;
  }

  /**
   * What the page around says of its theme; documentation generators each say it their way. Where
   * nothing is said, its ground tells.
   */
  function hostTheme() {
    for (const element of [document.documentElement, document.body]) {
      if (!element) continue;
      const { theme, mdColorScheme, bsTheme, colorMode } = element.dataset;
      const said = theme ?? mdColorScheme ?? bsTheme ?? colorMode;
      if (/^(dark|slate)$/.test(said)) return "dark";
      if (/^(light|default)$/.test(said)) return "light";
      const is = (...names) => names.some((name) => element.classList.contains(name));
      if (is("dark", "theme-dark", "coal", "navy", "ayu")) return "dark";
      if (is("light", "theme-light", "rust")) return "light";
    }
    const grounds = [document.body, document.documentElement].filter(Boolean);
    const dark = grounds.map((element) => isDark(getComputedStyle(element).backgroundColor));
    const looks = dark[0] ?? dark[1] ?? matchMedia("(prefers-color-scheme: dark)").matches;
    return looks ? "dark" : "light";
  }

  class SplitBrain extends HTMLElement {
    static observedAttributes = ["run", "theme", "lang", "height"];
    #root = this.attachShadow({ mode: "open" });
    #frame = null;
    #port = null;
    #calls = new Map();
    #waiting = [];
    #number = 0;
    #watch = null;
    #dressed = "";

    connectedCallback() {
      if (this.#watch) return this.#forget();
      this.#draw();
      const follow = () => this.#dress();
      const changes = new MutationObserver(follow);
      for (const element of [document.documentElement, document.body]) {
        changes.observe(element, { attributes: true });
      }
      const scheme = matchMedia("(prefers-color-scheme: dark)");
      scheme.addEventListener("change", follow);
      const hear = (event) => this.#hear(event);
      addEventListener("message", hear);
      const near = new IntersectionObserver(
        (entries) => entries.some((entry) => entry.isIntersecting) && this.#near(near),
        { rootMargin: NEAR },
      );
      const loading = this.getAttribute("loading") ?? "lazy";
      if (loading === "eager") this.#open();
      else if (loading === "lazy") near.observe(this);
      this.#watch = () => {
        changes.disconnect();
        near.disconnect();
        scheme.removeEventListener("change", follow);
        removeEventListener("message", hear);
      };
    }

    /** Moved within the page, the frame starts anew; what was asked of it is asked again. */
    #forget() {
      this.#port?.close();
      this.#port = null;
      this.#dressed = "";
      this.#waiting = [...this.#calls.values()].map(({ message }) => message);
    }

    disconnectedCallback() {
      queueMicrotask(() => this.isConnected || this.destroy());
    }

    attributeChangedCallback(name, before, now) {
      if (!this.#frame || before === now) return;
      if (name === "run") this.load(now ?? "").catch(() => {});
      else if (name === "height") this.#size();
      else this.#dress();
    }

    destroy() {
      this.#watch?.();
      this.#watch = null;
      this.#port?.close();
      this.#frame?.remove();
      this.#frame = this.#port = null;
      for (const { reject } of this.#calls.values()) reject(new Error("the figure was taken away"));
      this.#calls.clear();
      this.#waiting.length = 0;
      return Promise.resolve();
    }

    /** Until the figure is there: its poster, or what stands between the tags. */
    #draw() {
      // A page with a strict policy refuses style elements, but not these.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(SHEET);
      this.#root.adoptedStyleSheets = [sheet];
      this.#root.replaceChildren(document.createElement("slot"));
      const poster = this.getAttribute("poster");
      if (!poster && this.getAttribute("loading") !== "click") return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = poster ? "poster picture" : "poster";
      button.setAttribute("aria-label", `▶ ${this.#title()}`);
      if (poster) {
        const picture = button.appendChild(document.createElement("img"));
        picture.src = poster;
        picture.alt = "";
        this.#root.querySelector("slot").className = "gone";
      } else {
        button.style.height = `${DEFAULT_HEIGHT / 2}px`;
      }
      button.appendChild(document.createElement("span")).textContent = "▶";
      button.addEventListener("click", () => this.#open());
      this.#root.append(button);
    }

    #title() {
      return this.getAttribute("label") || this.title || "Splitbrain";
    }

    #near(observer) {
      observer.disconnect();
      this.#open();
    }

    #open() {
      if (this.#frame) return;
      const query = new URLSearchParams({ embed: "1", ui: "player" });
      for (const name of VIEW) {
        const value = this.getAttribute(name);
        if (value !== null) query.set(name, value || "1");
      }
      query.set("theme", this.#theme());
      query.set("lang", this.#lang());
      const frame = document.createElement("iframe");
      frame.title = this.#title();
      frame.allow = "fullscreen; clipboard-write";
      if (this.hasAttribute("sandbox")) frame.sandbox = "allow-scripts";
      const run = (this.getAttribute("run") ?? "").slice(0, LINK_MAX).replace(/^.*#/, "");
      frame.src = `${SITE}?${query}#${run}`;
      frame.className = "coming";
      const words = this.textContent.trim() || this.children.length;
      if (words || this.hasAttribute("poster")) frame.classList.add("replaceable");
      this.#frame = frame;
      this.#size();
      frame.style.colorScheme = this.#theme() === "dark" ? "dark" : "light";
      this.#root.append(frame);
    }

    #theme() {
      const own = this.getAttribute("theme");
      return own && own !== "auto" ? own : hostTheme();
    }

    #lang() {
      const lang = this.closest("[lang]")?.lang ?? navigator.language;
      return lang.startsWith("zh") ? "zh" : "en";
    }

    #dress() {
      if (!this.#frame) return;
      const [theme, lang] = [this.#theme(), this.#lang()];
      this.#frame.style.colorScheme = theme === "dark" ? "dark" : "light";
      if (!this.#port || this.#dressed === `${theme} ${lang}`) return;
      this.#dressed = `${theme} ${lang}`;
      // Nobody waits for these.
      Promise.allSettled([this.setTheme(theme), this.setLang(lang)]);
    }

    #size(wanted = DEFAULT_HEIGHT) {
      const own = Number.parseInt(this.getAttribute("height"), 10);
      this.#frame.style.height = `${own > 0 ? own : Math.min(Math.max(wanted, 120), 2000)}px`;
    }

    /** The frame says hello; it gets a channel of its own, and no other frame does. */
    #hear({ source, data }) {
      if (!this.#frame || this.#port || source !== this.#frame.contentWindow) return;
      if (data?.splitbrain !== "hello") return;
      const { port1, port2 } = new MessageChannel();
      this.#port = port1;
      port1.onmessage = ({ data }) => this.#told(data);
      // A sandboxed frame has no origin to name.
      source.postMessage({ splitbrain: "connect" }, "*", [port2]);
      this.#frame.classList.remove("coming");
      for (const part of this.#root.querySelectorAll("slot, .poster")) part.classList.add("gone");
      for (const message of this.#waiting.splice(0)) port1.postMessage(message);
      this.#dress();
    }

    #told({ event, detail, id, result, error }) {
      if (event === undefined) {
        const call = this.#calls.get(id);
        this.#calls.delete(id);
        if (error === undefined) call?.resolve(result);
        else call?.reject(new Error(error));
        return;
      }
      if (event === "resize") this.#size(detail.height);
      this.dispatchEvent(new CustomEvent(event, { detail }));
    }

    call(method, args) {
      if (!this.#watch) return Promise.reject(new Error("the figure is not in a page"));
      this.#open();
      const message = { id: (this.#number += 1), method, args };
      return new Promise((resolve, reject) => {
        this.#calls.set(message.id, { message, resolve, reject });
        if (this.#port) this.#port.postMessage(message);
        else this.#waiting.push(message);
      });
    }
  }

  for (const method of METHODS) {
    SplitBrain.prototype[method] = function (...args) {
      return this.call(method, args);
    };
  }
  // React and Vue set a property where an element has one of an attribute's name.
  const { step } = SplitBrain.prototype;
  Object.defineProperty(SplitBrain.prototype, "step", {
    get: () => step,
    set(events) {
      this.setAttribute("step", events);
    },
  });
  if (!customElements.get("split-brain")) customElements.define("split-brain", SplitBrain);
})();
