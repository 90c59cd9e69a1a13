// One page in one browser. The same few verbs over Playwright (Chromium) and Puppeteer (Firefox),
// with real mouse and key events. A console error, an uncaught error, a refused load or a request
// to another origin is remembered as a complaint, and a test with complaints fails.
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

export const PATIENCE_MS = 20_000;
/** Longer than any one command takes, shorter than a test may. */
const PROTOCOL_LIMIT_MS = 60_000;
const STEADY_AFTER = 3;
export const ASKED_EVERY_MS = 25;
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Runs in every page before its own scripts. `__find` understands CSS, and `role=button|Play`: the
 * first visible element of that role whose accessible name is, or with `~` begins with, the words;
 * `CSS >> role=…` looks inside an element.
 * `__work` counts what a page at rest must not do.
 */
function prepare() {
  const native = {
    button: "button, [role=button], summary",
    link: "a[href], [role=link]",
    tab: "[role=tab]",
    switch: "[role=switch]",
    slider: "input[type=range], [role=slider]",
    textbox: "input:not([type]), input[type=text], input[type=search], textarea",
    combobox: "select, [role=combobox]",
    dialog: "dialog[open], [role=dialog]",
    menuitem: "[role=menuitem]",
    option: "option, [role=option]",
    region: "section, [role=region]",
    img: "img, [role=img]",
    group: "[role=group], fieldset",
  };
  const tidy = (text) => text.replace(/\s+/g, " ").trim();
  const byIds = (ids) =>
    ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "");
  window.__name = (element) => {
    const { ariaLabel } = element;
    if (ariaLabel) return tidy(ariaLabel);
    const ids = element.getAttribute("aria-labelledby");
    if (ids) return tidy(byIds(ids).join(" "));
    if (element.labels?.length) return tidy(element.labels[0].textContent);
    return tidy(element.textContent || element.title || "");
  };
  window.__find = (selector) => {
    const match = /^(?:(.+) >> )?role=(\w+)\|(~?)(.*)$/s.exec(selector);
    if (!match) return document.querySelector(selector);
    const [, scope, role, loose, words] = match;
    const fits = (name) => (loose ? name.startsWith(words) : name === words);
    const within = scope ? document.querySelector(scope) : document;
    const all = [...(within?.querySelectorAll(native[role] ?? `[role=${role}]`) ?? [])];
    return all.find((e) => fits(window.__name(e)) && e.getClientRects().length) ?? null;
  };
  window.__work = { frames: 0, changes: 0 };
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      window.__work.frames += 1;
      callback(time);
    });
  new MutationObserver((changes) => {
    window.__work.changes += changes.length;
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}

/** Starts a browser; `tab(options)` opens a page in a profile of its own. */
export async function launch(name) {
  return name === "chromium" ? launchChromium() : launchFirefox();
}

/** What `work` comes to, or an error if that takes longer than `limit` milliseconds. */
export function within(limit, what, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not done after ${limit / 1000} s`)), limit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function launchChromium() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: CHROMIUM_FLAGS,
  });
  return {
    name: "chromium",
    close: () => browser.close(),
    // Playwright itself ends the process if it does not close.
    kill: () => browser.close(),
    tab: async (origin, { width, height, dark, lang, calm }) => {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
        locale: lang,
        reducedMotion: calm ? "reduce" : "no-preference",
        permissions: ["clipboard-read", "clipboard-write"],
      });
      await context.addInitScript(prepare);
      const page = await context.newPage();
      const wheel = (by) => page.mouse.wheel(0, by);
      return new Tab(page, origin, () => context.close(), wheel);
    },
  };
}

async function launchFirefox() {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr",
    headless: true,
    protocolTimeout: PROTOCOL_LIMIT_MS,
    extraPrefsFirefox: { "intl.accept_languages": "en" },
  });
  return {
    name: "firefox",
    close: () => browser.close(),
    kill: async () => browser.process().kill("SIGKILL"),
    tab: async (origin, { width, height }) => {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.setViewport({ width, height });
      await page.evaluateOnNewDocument(prepare);
      const wheel = (by) => page.mouse.wheel({ deltaY: by });
      return new Tab(page, origin, () => context.close(), wheel);
    },
  };
}

export class Tab {
  /** Whatever a page of ours must never do. */
  complaints = [];
  /** Every address asked for. */
  requests = [];

  constructor(page, origin, close, wheel) {
    this.page = page;
    this.origin = origin;
    this.close = close;
    /** Turns the wheel by so many pixels where the pointer is. */
    this.wheel = wheel;
    page.on("console", (message) => {
      if (["error", "warning", "warn", "assert"].includes(message.type())) {
        this.complaints.push(`console: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => this.complaints.push(`uncaught: ${error.stack ?? error}`));
    page.on("request", (request) => {
      const url = request.url();
      this.requests.push(url);
      if (!/^(data|blob|about|file):/.test(url) && new URL(url).origin !== origin) {
        this.complaints.push(`request to another origin: ${url}`);
      }
    });
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // Going on to another page gives up what is still being loaded.
      if (/ABORTED/.test(why)) return;
      this.complaints.push(`failed: ${request.url()} ${why}`);
    });
  }

  async goto(path) {
    // A new fragment alone would not load the page again.
    await this.page.goto("about:blank");
    await this.page.goto(this.origin + path);
  }

  evaluate(work, argument) {
    return this.page.evaluate(work, argument);
  }

  /** Asks the page again and again until `work` returns something truthy, and returns that. */
  async until(what, work, argument, where = this.page) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await where.evaluate(work, argument);
      if (answer) return answer;
      if (Date.now() > deadline) {
        throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}${this.complained()}`);
      }
      await new Promise((resume) => setTimeout(resume, ASKED_EVERY_MS));
    }
  }

  /** Asks until the answer stays the same: sizes are found only some frames after the start. */
  async steady(what, work, argument) {
    let [before, same] = ["", 0];
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.evaluate(work, argument);
      same = JSON.stringify(answer) === before ? same + 1 : 0;
      if (same === STEADY_AFTER) return answer;
      if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
      before = JSON.stringify(answer);
      await new Promise((resume) => setTimeout(resume, ASKED_EVERY_MS));
    }
  }

  complained() {
    return this.complaints.length ? `\n      ${this.complaints.join("\n      ")}` : "";
  }

  /** Waits for the element to be there and laid out; scrolls to it. `at` is a share of its box. */
  async point(selector, at = [0.5, 0.5]) {
    return this.until(
      selector,
      ({ selector, at }) => {
        const element = window.__find(selector);
        if (!element) return null;
        const before = element.getBoundingClientRect();
        if (!before.width && !before.height) return null;
        const inView =
          before.top >= 0 &&
          before.left >= 0 &&
          before.bottom <= innerHeight &&
          before.right <= innerWidth;
        if (!inView) element.scrollIntoView({ block: "center", inline: "center" });
        const box = element.getBoundingClientRect();
        return { x: box.left + box.width * at[0], y: box.top + box.height * at[1] };
      },
      { selector, at },
    );
  }

  /** Waits for the element, whether or not it can be seen. */
  find(selector) {
    return this.until(selector, (s) => Boolean(window.__find(s)), selector);
  }

  async click(selector, at) {
    const { x, y } = await this.point(selector, at);
    await this.page.mouse.click(x, y);
  }

  async drag(selector, from, to, steps = 12) {
    const start = await this.point(selector, from);
    const end = await this.point(selector, to);
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x, end.y, { steps });
    await this.page.mouse.up();
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** The frame whose address `fits`, as soon as it has that address. */
  async frame(fits, what) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = this.page.frames().find((frame) => fits(frame.url()));
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`no frame ${what}${this.complained()}`);
      await new Promise((resume) => setTimeout(resume, ASKED_EVERY_MS));
    }
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  text(selector) {
    return this.until(selector, (s) => window.__find(s)?.textContent.trim(), selector);
  }

  count(selector) {
    return this.evaluate((s) => document.querySelectorAll(s).length, selector);
  }

  screenshot(path) {
    return this.page.screenshot({ path });
  }
}
