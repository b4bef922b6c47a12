import type { Response } from "express";
import { filter, Subscription } from "rxjs";
import type { JobNews } from "../app/jobService.js";
import type { ApiContext } from "./context.js";
import { ApiError } from "./problem.js";
import { toJobView } from "./views.js";

/** Which jobs a stream tells of, and when it is over. */
export interface JobStreamScope {
  /** What is told at once. */
  readonly first: readonly JobNews[];
  readonly concerns: (job: JobNews) => boolean;
  readonly isOver: (job: JobNews) => boolean;
  /** Whether it also tells of jobs that are forgotten. */
  readonly dismissals?: boolean;
}

const heartbeatMs = 15_000;

/**
 * Makes what sends jobs as server-sent events: the present state and then every change, until the caller leaves, the
 * server stops or the scope is over. Throws 503 where as many streams are open as the limits allow.
 */
export function createJobStreams({ jobs, roots, settings }: ApiContext) {
  let openCount = 0;
  return (
    response: Response,
    signal: AbortSignal,
    { first, concerns, isOver, dismissals = false }: JobStreamScope,
  ): void => {
    if (openCount >= settings.limits.eventStreams)
      throw new ApiError(503, "overloaded", "Too many event streams are open.", { retryAfterSeconds: 10 });
    openCount += 1;
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.flushHeaders();
    const subscription = new Subscription();
    const heartbeat = setInterval(() => response.write(": \n\n"), heartbeatMs);
    const end = () => response.end();
    const tell = (job: JobNews) => {
      // A reader that does not keep up misses steps in between, not the end: it is told again by the next one.
      if (response.writableLength > 64 * 1024 && !isOver(job)) return;
      response.write(`event: job\nid: ${job.updatedAt}\ndata: ${JSON.stringify(toJobView(job, roots))}\n\n`);
      if (isOver(job)) end();
    };
    const tellDismissed = (jobId: string) =>
      void response.write(`event: dismissed\ndata: ${JSON.stringify({ jobId })}\n\n`);
    response.once("close", () => {
      openCount -= 1;
      clearInterval(heartbeat);
      subscription.unsubscribe();
    });
    signal.addEventListener("abort", end, { once: true });
    for (const job of first) tell(job);
    if (response.writableEnded) return;
    subscription.add(jobs.changes.pipe(filter(concerns)).subscribe({ next: tell, complete: end }));
    if (dismissals) subscription.add(jobs.dismissals.subscribe(tellDismissed));
  };
}
