import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** The Chromium of this machine: `$CHROMIUM_PATH`, or the first on the PATH; undefined where there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const candidates = [process.env["CHROMIUM_PATH"], ...names.flatMap((name) => folders.map((dir) => join(dir, name)))];
  return candidates.find((path): path is string => path !== undefined && path !== "" && canRun(path));
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a Chromium without a window. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  // As root, in a container, Chromium's own sandbox cannot be set up.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}

/** A page, and what it did that no page of ours may do. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Requests to other hosts, violations of the content security policy, errors in the console or in a script. */
  readonly faults: string[];
}

/** `expected` are errors that a test brings about, as the console tells them. */
export type WatchOptions = BrowserContextOptions & { readonly expected?: RegExp };

/** Opens a page that is watched. */
export async function openWatchedPage(
  browser: Browser,
  url: string,
  { expected, ...options }: WatchOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const { host } = new URL(url);
  context.on("request", (request) => {
    const to = new URL(request.url());
    if (/^(?:https?|wss?):$/.test(to.protocol) && to.host !== host) faults.push(`request to ${to.host}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !expected?.test(message.text())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}

const pollMs = 20;
const mostPolls = 1500;

/** Waits for an expression of the page to be true, which the policy of the page lets nothing inside of it do. */
export async function until(page: Page, expression: string): Promise<void> {
  for (let polls = 0; !(await page.evaluate<boolean>(expression)); polls += 1) {
    if (polls > mostPolls) throw new Error(`it never became true that ${expression}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Where the video of a page is. */
export async function timeOf(page: Page): Promise<number> {
  return page.evaluate<number>("document.querySelector('video').currentTime");
}

/** Waits until the video rests at a time. */
export async function settled(page: Page, seconds: number): Promise<void> {
  await until(
    page,
    `(() => { const v = document.querySelector('video'); return v?.readyState > 0 && !v.seeking && Math.abs(v.currentTime - ${seconds}) < 0.05 })()`,
  );
}
