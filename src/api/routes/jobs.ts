import type { Response } from "express";
import { filter, type Subscription } from "rxjs";
import type { ApiContext } from "../context.js";
import type { JobNews } from "../../app/jobService.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import { jobListSchema, jobParams, jobQuery, jobSchema } from "../schemas/jobs.js";
import { toJobView } from "../views.js";

const heartbeatMs = 15_000;

/** What is being indexed. */
export function createJobRoutes(context: ApiContext): Route[] {
  const { jobs, roots, settings } = context;
  const tag = "jobs";
  let streams = 0;
  const requireJob = async (jobId: string): Promise<JobNews> => {
    const job = await jobs.find(jobId);
    if (job) return job;
    throw new ApiError(404, "not-found", "There is no such job.");
  };

  /** Sends the present state and then every change, until the caller leaves, the server stops or `isOver`. */
  const stream = (
    response: Response,
    signal: AbortSignal,
    first: readonly JobNews[],
    concerns: (job: JobNews) => boolean,
    isOver: (job: JobNews) => boolean,
  ): void => {
    if (streams >= settings.limits.eventStreams)
      throw new ApiError(503, "overloaded", "Too many event streams are open.", { retryAfterSeconds: 10 });
    streams += 1;
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.flushHeaders();
    let subscription: Subscription | undefined;
    const heartbeat = setInterval(() => response.write(": \n\n"), heartbeatMs);
    const end = () => response.end();
    const tell = (job: JobNews) => {
      // A reader that does not keep up misses steps in between, not the end: it is told again by the next one.
      if (response.writableLength > 64 * 1024 && !isOver(job)) return;
      response.write(`event: job\nid: ${job.updatedAt}\ndata: ${JSON.stringify(toJobView(job, roots))}\n\n`);
      if (isOver(job)) end();
    };
    response.once("close", () => {
      streams -= 1;
      clearInterval(heartbeat);
      subscription?.unsubscribe();
    });
    signal.addEventListener("abort", end, { once: true });
    for (const job of first) tell(job);
    if (!response.writableEnded)
      subscription = jobs.changes.pipe(filter(concerns)).subscribe({ next: tell, complete: end });
  };

  return [
    defineRoute({
      method: "get",
      path: "/v1/jobs",
      tag,
      summary: "Jobs, the newest first",
      scope: "read",
      query: jobQuery,
      responses: { 200: { description: "jobs", schema: jobListSchema } },
      handle: async ({ query }) => ({ body: { jobs: (await jobs.list(query)).map((job) => toJobView(job, roots)) } }),
    }),
    defineRoute({
      method: "get",
      path: "/v1/jobs/events",
      tag,
      summary: "Changes of all jobs as server-sent events, those that are open first",
      scope: "read",
      responses: { 200: { description: "events named job, each with a Job as data", type: "text/event-stream" } },
      handle: async ({ response, signal }) => {
        const running = await jobs.list({ state: "running", limit: 100 });
        const queued = await jobs.list({ state: "queued", limit: 100 });
        stream(
          response,
          signal,
          [...running, ...queued],
          () => true,
          () => false,
        );
        return undefined;
      },
    }),
    defineRoute({
      method: "get",
      path: "/v1/jobs/{jobId}",
      tag,
      summary: "One job",
      scope: "read",
      params: jobParams,
      responses: { 200: { description: "the job", schema: jobSchema } },
      handle: async ({ params }) => ({ body: toJobView(await requireJob(params.jobId), roots) }),
    }),
    defineRoute({
      method: "get",
      path: "/v1/jobs/{jobId}/events",
      tag,
      summary: "A job as server-sent events, until it ends",
      scope: "read",
      params: jobParams,
      responses: { 200: { description: "events named job, each with a Job as data", type: "text/event-stream" } },
      handle: async ({ params: { jobId }, response, signal }) => {
        const isOver = ({ state }: JobNews) => state !== "queued" && state !== "running";
        stream(response, signal, [await requireJob(jobId)], (job) => job.jobId === jobId, isOver);
        return undefined;
      },
    }),
    defineRoute({
      method: "post",
      path: "/v1/jobs/{jobId}/cancel",
      tag,
      summary: "Stop a job: at once where it waits, soon where it runs; what it has indexed so far stays",
      scope: "ingest",
      params: jobParams,
      responses: { 200: { description: "the job", schema: jobSchema } },
      handle: async ({ params }) => ({ body: toJobView(await jobs.request(params.jobId, "cancel"), roots) }),
    }),
    defineRoute({
      method: "post",
      path: "/v1/jobs/{jobId}/retry",
      tag,
      summary: "Queue a job again that failed or was cancelled; it goes on where it was",
      scope: "ingest",
      params: jobParams,
      responses: { 200: { description: "the job", schema: jobSchema } },
      handle: async ({ params }) => ({ body: toJobView(await jobs.request(params.jobId, "retry"), roots) }),
    }),
  ];
}
