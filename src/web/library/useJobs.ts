import { useEffect, useRef, useState } from "preact/hooks";
import type { JobView } from "../../client/client.js";
import { kinodex } from "../service.js";

const reconnectMs = 5000;
const jobsShown = 100;
/** How long jobs that have ended badly are shown. */
const endedShownMs = 24 * 3600 * 1000;

/** The jobs that are open or have lately ended badly, as they change; `onDone` hears of each that has been done. */
export function useJobs(onDone: () => void) {
  const [jobs, setJobs] = useState<ReadonlyMap<string, JobView>>(new Map());
  const told = useRef(onDone);
  told.current = onDone;
  const put = (changed: readonly JobView[]) =>
    setJobs((before) => {
      const after = new Map(before);
      for (const job of changed) {
        const known = after.get(job.jobId); // an answer may be older than the events that came before it
        if (!known || known.updatedAt <= job.updatedAt) after.set(job.jobId, job);
      }
      return after;
    });
  const drop = (jobIds: readonly string[]) =>
    setJobs((before) => new Map([...before].filter(([jobId]) => !jobIds.includes(jobId))));
  useEffect(() => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout>;
    const connect = () => {
      source = new EventSource(kinodex.jobEventsUrl());
      source.addEventListener("job", ({ data }: MessageEvent<string>) => {
        const job = JSON.parse(data) as JobView;
        put([job]);
        if (job.state === "done") told.current();
      });
      source.addEventListener("dismissed", ({ data }: MessageEvent<string>) => {
        drop([(JSON.parse(data) as Pick<JobView, "jobId">).jobId]);
      });
      source.addEventListener("error", () => {
        // Lost connections are made again by the browser; after a refusal it leaves that to us.
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, reconnectMs);
      });
    };
    connect();
    kinodex.listJobs({ limit: jobsShown }).then(
      (found) =>
        put(
          found.filter(({ state, updatedAt }) => state !== "done" && Date.now() - Date.parse(updatedAt) < endedShownMs),
        ),
      () => {}, // the events tell what is open
    );
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, []);
  return { jobs: [...jobs.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt)), put, drop };
}
