/** The element that embed.js defines, and the same methods on `window.splitbrain` of the page. */

/** µs of virtual time. */
type Micros = number;

export interface Place {
  time: Micros;
  /** Events that have happened by then. */
  applied: number;
}

export interface Violation {
  property: string;
  at: Micros;
  event: number;
  text: string;
}

export interface State extends Place {
  until: Micros;
  events: number;
  simulated: Micros;
  finished: boolean;
  playing: boolean;
  /** Of the whole run, 16 hexadecimal digits, once it is simulated. */
  hash: string | null;
  link: string | null;
  lang: "en" | "zh";
  problem: string | null;
  banner: string | null;
  branches: number;
  undo: number;
  faults: number;
  side: number;
  sides: { protocol: string; applied: number; time: Micros; hash: string; violations: number }[];
  violations: Violation[];
  selection: string | null;
}

/** A fault as in a scenario file: `{ crash: { node: "A1" } }`; at the playhead without `at_us`. */
export type Fault = { at_us?: Micros } & Record<string, unknown>;

/** A scenario file. */
export type Scenario = Record<string, unknown>;

export interface SplitBrainEvents {
  ready: CustomEvent<Place>;
  load: CustomEvent<{ title: string }>;
  error: CustomEvent<{ message: string }>;
  play: CustomEvent<Place>;
  pause: CustomEvent<Place>;
  step: CustomEvent<Place>;
  note: CustomEvent<{ index: number; text: string }>;
  inject: CustomEvent<{ title: string }>;
  violation: CustomEvent<Violation>;
  change: CustomEvent<{ title: string }>;
  resize: CustomEvent<{ height: number }>;
  end: CustomEvent<Place>;
}

export interface SplitBrainElement extends HTMLElement {
  play(): Promise<void>;
  pause(): Promise<void>;
  /** So many events on, or back. */
  step(events?: number): Promise<void>;
  seek(time: Micros): Promise<void>;
  /** A link, its payload, or a scenario; fails with why it could not be opened. */
  load(what: string | Scenario): Promise<void>;
  inject(fault: Fault): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  getScenario(): Promise<Scenario>;
  getState(): Promise<State>;
  /** The payload of the present run's link. */
  getLink(): Promise<string | null>;
  setTheme(theme: "auto" | "light" | "dark" | "contrast"): Promise<void>;
  setLang(lang: "en" | "zh"): Promise<void>;
  /** Takes the figure away; what stands between the tags stays. */
  destroy(): Promise<void>;
  addEventListener<K extends keyof SplitBrainEvents>(
    type: K,
    listener: (this: SplitBrainElement, event: SplitBrainEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "split-brain": SplitBrainElement;
  }
}
