import { setTimeout as sleep } from "node:timers/promises";

const maxMs = 15_000;

/** Repeats a check until it holds: pages show a change at once, and the server has it a moment later. */
export async function eventually(check: () => Promise<unknown>): Promise<void> {
  const untilMs = performance.now() + maxMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await sleep(50);
    }
  }
}
