import type { JobNews } from "../../app/jobService.js";
import type { ApiContext } from "../context.js";
import { createJobStreams } from "../jobStream.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import { dismissQuery, jobListSchema, jobParams, jobQuery, jobSchema } from "../schemas/jobs.js";
import { toJobView } from "../views.js";

/** What is being indexed. */
export function createJobRoutes(context: ApiContext): Route[] {
  const { jobs, roots } = context;
  const tag = "jobs";
  const stream = createJobStreams(context);
  const requireJob = async (jobId: string): Promise<JobNews> => {
    const job = await jobs.find(jobId);
    if (job) return job;
    throw new ApiError(404, "not-found", "There is no such job.");
  };

  return [
    defineRoute({
      name: "listJobs",
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
      name: "watchJobs",
      method: "get",
      path: "/v1/jobs/events",
      tag,
      summary: "Changes of all jobs as server-sent events, those that are open first",
      scope: "read",
      responses: {
        200: {
          description: "events named job, each with a Job as data, and dismissed, with its id",
          type: "text/event-stream",
        },
      },
      handle: async ({ response, signal }) => {
        const running = await jobs.list({ state: "running", limit: 100 });
        const queued = await jobs.list({ state: "queued", limit: 100 });
        stream(response, signal, {
          first: [...running, ...queued],
          concerns: () => true,
          isOver: () => false,
          dismissals: true,
        });
        return undefined;
      },
    }),
    defineRoute({
      name: "getJob",
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
      name: "dismissJob",
      method: "delete",
      path: "/v1/jobs/{jobId}",
      tag,
      summary: "Forget a job that has ended; what it has indexed stays, an upload of which nothing is indexed goes",
      scope: "ingest",
      params: jobParams,
      responses: { 204: { description: "it is forgotten" } },
      handle: async ({ params: { jobId } }) => {
        await jobs.dismiss({ jobId });
        return { status: 204 };
      },
    }),
    defineRoute({
      name: "dismissJobs",
      method: "delete",
      path: "/v1/jobs",
      tag,
      summary: "Forget all jobs that have ended in one way, as those that failed",
      scope: "ingest",
      query: dismissQuery,
      responses: { 200: { description: "the jobs that are forgotten", schema: jobListSchema } },
      handle: async ({ query }) => {
        const dismissed = await jobs.dismiss(query);
        return { body: { jobs: dismissed.map((job) => toJobView({ ...job, progress: undefined }, roots)) } };
      },
    }),
    defineRoute({
      name: "watchJob",
      method: "get",
      path: "/v1/jobs/{jobId}/events",
      tag,
      summary: "A job as server-sent events, until it ends",
      scope: "read",
      params: jobParams,
      responses: { 200: { description: "events named job, each with a Job as data", type: "text/event-stream" } },
      handle: async ({ params: { jobId }, response, signal }) => {
        const isOver = ({ state }: JobNews) => state !== "queued" && state !== "running";
        stream(response, signal, { first: [await requireJob(jobId)], concerns: (job) => job.jobId === jobId, isOver });
        return undefined;
      },
    }),
    defineRoute({
      name: "cancelJob",
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
      name: "retryJob",
      method: "post",
      path: "/v1/jobs/{jobId}/retry",
      tag,
      summary: "Queue a job again that failed or was cancelled; it continues where it stopped",
      scope: "ingest",
      params: jobParams,
      responses: { 200: { description: "the job", schema: jobSchema } },
      handle: async ({ params }) => ({ body: toJobView(await jobs.request(params.jobId, "retry"), roots) }),
    }),
  ];
}
