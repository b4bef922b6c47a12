import type { RequestHandler } from "express";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Gate } from "./gate.js";
import type { JobService } from "../app/jobService.js";

/** What a server counts, for Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  /** Times requests by their route, and counts what they were answered. */
  readonly measure: RequestHandler;
  readonly indexedFrames: Counter;
  readonly indexedSeconds: Counter;
  readonly uploadedBytes: Counter;
  readonly searchSeconds: Histogram<"stage">;
}

const latencySeconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(countJobs: JobService["counts"], gates: Readonly<Record<string, Gate>>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: "kinodex_http_request_duration_seconds",
    help: "From the headers of a request to the end of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: latencySeconds,
    registers,
  });
  const jobs = new Gauge({
    name: "kinodex_jobs",
    help: "Jobs by state.",
    registers: [],
    labelNames: ["state"],
    async collect() {
      for (const [state, count] of Object.entries(await countJobs())) this.set({ state }, count);
    },
  });
  const works = new Gauge({
    name: "kinodex_works",
    help: "Searches and media works that run or wait.",
    registers: [],
    labelNames: ["work", "state"],
    collect() {
      for (const [work, gate] of Object.entries(gates)) {
        this.set({ work, state: "running" }, gate.running);
        this.set({ work, state: "waiting" }, gate.waiting);
      }
    },
  });
  registry.registerMetric(jobs);
  registry.registerMetric(works);
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  return {
    registry,
    measure: (request, response, next) => {
      const end = requests.startTimer();
      response.once("close", () => {
        const route = (response.locals["route"] as string | undefined) ?? "other";
        const status = response.writableFinished ? String(response.statusCode) : "aborted";
        end({ method: request.method.slice(0, 10), route, status });
      });
      next();
    },
    indexedFrames: counter("kinodex_indexed_frames_total", "Frames that were encoded."),
    indexedSeconds: counter("kinodex_indexed_video_seconds_total", "Seconds of video that were indexed."),
    uploadedBytes: counter("kinodex_uploaded_bytes_total", "Bytes of finished uploads."),
    searchSeconds: new Histogram({
      name: "kinodex_search_duration_seconds",
      help: "Stages of a search: waiting for its turn, and the search itself.",
      labelNames: ["stage"],
      buckets: latencySeconds,
      registers,
    }),
  };
}
