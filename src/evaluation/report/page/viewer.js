// Shows the examples behind a number of a report: each number is a link to #examples/TASK/BY.
/**
 * @typedef {object} Example
 * @property {string} id
 * @property {string} cluster
 * @property {number} [medium] what it is about, where it has no frames of its own
 * @property {number[][]} clips frames, by their numbers
 * @property {(string | number[])[]} options
 * @property {number[]} right the right option of each clip; of one clip all that are true of it
 * @property {string} [question]
 * @property {string[]} [references]
 * @property {string} [written]
 * @property {[start: number, end: number][]} [moments]
 * @property {Record<string, (number | null)[][]>} scores by control, clip and option
 * @property {number} [confidence]
 * @property {Record<string, number>} values
 * @property {number} lead
 *
 * @typedef {object} Task
 * @property {string} what
 * @property {number} count
 * @property {string} headline
 * @property {string[]} lowerIsBetter
 * @property {string[]} neitherIsBetter
 * @property {Example[]} examples
 *
 * @typedef {object} Data
 * @property {{ file: string, frameCount: number }[]} media
 * @property {[hash: string, medium?: number, place?: number, seconds?: number][]} frames
 * @property {Record<string, Task>} tasks
 * @property {Record<string, string>} names
 */
(() => {
  const source = document.querySelector("#examples");
  const viewer = /** @type {HTMLDialogElement} */ (document.querySelector("#viewer"));
  /** @type {Data} */
  const data = JSON.parse(source?.textContent ?? "{}");

  /**
   * @param {string} name
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   */
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  /** Of a square frame, in pixels of the page. */
  const edge = 51;

  /** @param {number | null | undefined} value */
  const toText = (value) =>
    value === null || value === undefined ? "no answer" : String(Number(value.toPrecision(3))).replace("-", "−");

  /** @param {number | undefined} medium */
  const fileOf = (medium) => (medium === undefined ? undefined : data.media[medium]?.file);

  /** @param {Data["frames"][number]} frame */
  const showFrame = ([hash, medium, place, seconds]) => {
    const file = fileOf(medium);
    const says = file === undefined ? `frame ${hash}` : seconds === undefined ? file : `${file} at ${seconds} s`;
    const strip = /** @type {HTMLImageElement | null} */ (document.getElementById(`strip-${medium}`));
    const frameCount = medium === undefined ? 0 : (data.media[medium]?.frameCount ?? 0);
    if (!strip || place === undefined) {
      const short = seconds === undefined ? hash.slice(0, 8) : `${seconds} s ${hash.slice(0, 4)}`;
      return element("li", { class: "unseen", title: `${says}, frame ${hash}` }, short);
    }
    const item = element("li", { role: "img", "aria-label": says, title: says });
    const [width, height] = (strip.dataset["frame"] ?? "1x1").split("x").map(Number);
    const ratio = (width ?? 1) / (height ?? 1);
    item.style.width = `${(edge * Math.sqrt(ratio)).toFixed(1)}px`; // upright pictures are as large as others
    item.style.aspectRatio = `${ratio}`;
    item.style.backgroundImage = `url(${strip.src})`;
    item.style.backgroundSize = `${frameCount * 100}% 100%`;
    item.style.backgroundPosition = `${(place / Math.max(1, frameCount - 1)) * 100}% 0`;
    return item;
  };

  /**
   * Frames in their order; where another file begins there is a gap.
   *
   * @param {number[]} numbers
   */
  const showFrames = (numbers) => {
    const items = numbers.map((number, n) => {
      const item = showFrame(data.frames[number] ?? [""]);
      const before = data.frames[numbers[n - 1] ?? -1];
      if (before && fileOf(before[1]) !== fileOf(data.frames[number]?.[1])) item.classList.add("seam");
      return item;
    });
    return element("ul", { class: "frames" }, ...items);
  };

  /** @param {number[]} numbers */
  const filesOf = (numbers) => {
    const files = new Set(numbers.map((number) => fileOf(data.frames[number]?.[1])));
    return [...files].filter((file) => file !== undefined).join(", ");
  };

  /** @param {Example} example */
  const showClips = ({ clips, options, right, scores }) =>
    clips.flatMap((frames, clip) => {
      const isAlone = clips.length === 1;
      const shown = element("div", { class: "shown" });
      const title = isAlone ? "Shown" : `Shown ${clip + 1}`;
      shown.append(element("p", {}, `${title}: ${filesOf(frames)}`), showFrames(frames));
      const others = isAlone ? options.map((_, n) => n) : [right[clip] ?? 0];
      const row = isAlone ? (scores["full"]?.[0] ?? []) : [];
      const chosen = row.indexOf(Math.max(...row.map((score) => score ?? -Infinity)));
      for (const n of others) {
        const option = options[n];
        const verdict = (isAlone ? right.includes(n) : n === right[clip]) ? "Right" : "Wrong";
        const is = n === chosen ? `${verdict}, chosen` : verdict;
        if (typeof option === "string") shown.append(element("p", {}, `${is}: ${option}`));
        else if (option) shown.append(element("p", {}, `${is}: ${filesOf(option)}`), showFrames(option));
      }
      return [shown];
    });

  /**
   * What was asked and answered in words.
   *
   * @param {Example} example
   */
  const showWords = ({ question, references = [], written, moments = [] }) => {
    const spans = moments.map(([start, end]) => `${toText(start)} s to ${toText(end)} s`);
    /** @type {[string, string | undefined][]} */
    const told = [
      ["Asked", question],
      ["True", spans.length > 0 ? `from ${spans.join(", ")}` : undefined],
      ["Written by the model", written],
      ...references.map((text) => /** @type {[string, string]} */ (["Written by people", text])),
    ];
    return told.flatMap(([what, text]) => (text === undefined ? [] : [element("p", {}, `${what}: ${text}`)]));
  };

  /**
   * The right option and the best of the others, of each clip under each control.
   *
   * @param {Example} example
   * @param {string} headline
   */
  const showScores = ({ scores, values, right }, headline) => {
    const rows = Object.entries(scores).map(([control, table]) => {
      const cells = table.flatMap((row, clip) => {
        const given = row.filter((score, n) => n !== right[clip] && score !== null);
        const best = given.length > 0 ? Math.max(.../** @type {number[]} */ (given)) : null;
        return [row[right[clip] ?? 0] ?? null, best].map((score) => element("td", { class: "number" }, toText(score)));
      });
      const value = control === "full" ? values[headline] : values[control];
      const name = data.names[control] ?? control;
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        ...cells,
        element("td", { class: "number" }, toText(value)),
      );
    });
    const clips = Object.values(scores)[0]?.length ?? 0;
    const titles = Array.from({ length: clips }, (_, n) => {
      const of = clips === 1 ? "" : ` of ${n + 1}`;
      return [`right${of}`, `other${of}`];
    }).flat();
    const head = ["score under", ...titles, "value"].map((title, n) =>
      element("th", { scope: "col", class: n > 0 ? "number" : "text" }, title),
    );
    const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Scores" }, table);
  };

  /** What stands for no share of right answers: it may be 1 or 0 and neither right nor wrong. */
  const differences = new Set(["temporal_gain", "reversed_fall", "difference"]);

  /**
   * @param {number | undefined} value
   * @param {string} by
   * @param {Task} task
   */
  const showVerdict = (value, by, { lowerIsBetter, neitherIsBetter }) => {
    const isJudged = (value === 0 || value === 1) && !differences.has(by) && !neitherIsBetter.includes(by);
    if (!isJudged) return element("span", { class: "muted" }, toText(value));
    const verdict = (value === 1) !== lowerIsBetter.includes(by) ? "right" : "wrong";
    return element("span", { class: verdict }, verdict);
  };

  /**
   * What an example of an index is about: the video, where its frames are here.
   *
   * @param {Example} example
   */
  const showSubject = ({ cluster, id, medium }) => {
    if (medium !== undefined && document.getElementById(`strip-${medium}`)) {
      const frameCount = data.media[medium]?.frameCount ?? 0;
      const items = Array.from({ length: frameCount }, (_, place) => showFrame(["", medium, place]));
      return [element("div", { class: "shown" }, element("ul", { class: "frames" }, ...items))];
    }
    return cluster === id ? [] : [element("p", { class: "muted" }, `belongs to ${cluster}`)];
  };

  /**
   * @param {Example} example
   * @param {string} by
   * @param {Task} task
   */
  const showExample = (example, by, task) => {
    const { id, values, confidence, scores } = example;
    const title = element("h3", {}, element("span", {}, id), showVerdict(values[by], by, task));
    const article = element("li", { class: "example" }, title);
    if (confidence !== undefined) article.append(element("p", { class: "muted" }, `confidence ${toText(confidence)}`));
    if (example.clips.length === 0) article.append(...showSubject(example));
    article.append(...showWords(example), ...showClips(example));
    if (Object.keys(scores).length > 0) article.append(showScores(example, task.headline));
    return article;
  };

  /**
   * @param {string} name
   * @param {string} by
   */
  const show = (name, by) => {
    const task = data.tasks[name];
    if (!task) return;
    const sign = task.lowerIsBetter.includes(by) ? -1 : 1;
    const measured = task.examples.filter(({ values }) => values[by] !== undefined);
    const examples = (measured.length > 0 ? measured : task.examples).toSorted(
      (a, b) => sign * ((a.values[by] ?? 0) - (b.values[by] ?? 0)) || a.lead - b.lead,
    );
    const close = element("button", { type: "button" }, "Close");
    close.addEventListener("click", () => viewer.close());
    const count =
      examples.length < task.count ? `${examples.length} of ${task.count} examples` : `${task.count} examples`;
    const head = element(
      "div",
      { class: "viewer-head" },
      element(
        "div",
        {},
        element("h2", { id: "viewer-title" }, `${name}: ${data.names[by] ?? by}`),
        element("p", {}, `${task.what}. ${count}, the worst first.`),
      ),
      close,
    );
    const list = element("ul", { class: "viewer-body" }, ...examples.map((example) => showExample(example, by, task)));
    viewer.replaceChildren(head, list);
    if (!viewer.open) viewer.showModal();
    viewer.scrollTop = 0;
  };

  const follow = () => {
    const [, task, by] = /^#examples\/([^/]*)\/([^/]*)$/.exec(location.hash) ?? [];
    if (task !== undefined && by !== undefined) show(decodeURIComponent(task), decodeURIComponent(by));
    else if (viewer.open) viewer.close();
  };

  // The address stays that of what is seen, so that a number can be opened twice, and shared.
  viewer.addEventListener("close", () => {
    if (location.hash.startsWith("#examples/")) history.pushState(null, "", location.pathname + location.search);
  });
  viewer.addEventListener("click", (event) => {
    if (event.target === viewer) viewer.close();
  });
  addEventListener("hashchange", follow);

  // On paper nothing can be opened.
  /** @type {HTMLDetailsElement[]} */
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details")].filter(({ open }) => !open);
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
  follow();
})();
