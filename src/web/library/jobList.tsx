import { useState } from "preact/hooks";
import { toPercent, type JobView } from "../../client/client.js";
import { toClock, toFileName, toSize } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { Breakable, FileName } from "../parts/fileName.js";
import { toVideoAddress } from "../router.js";
import { kinodex } from "../service.js";
import { useStore } from "../store.js";
import { uploads, type Upload } from "./uploads.js";

interface JobListProps {
  readonly jobs: readonly JobView[];
  readonly onChange: (jobs: readonly JobView[]) => void;
  readonly onDismissed: (jobIds: readonly string[]) => void;
}

type EndState = Parameters<typeof kinodex.dismissJobs>[0];

const stateWords: Readonly<Record<JobView["state"], string>> = {
  queued: "waiting",
  running: "being indexed",
  done: "done",
  failed: "failed",
  cancelled: "stopped",
};

/** What is on its way into the index: uploads first, then jobs. */
export function JobList({ jobs, onChange, onDismissed }: JobListProps) {
  const sending = useStore(uploads, (all) => all);
  const [error, setError] = useState<unknown>();
  const act = async (work: () => Promise<void>) => {
    try {
      await work();
      setError(undefined);
    } catch (failure) {
      setError(failure);
    }
  };
  if (!sending.length && !jobs.length) return null;
  const isAnyOpen = sending.length > 0 || jobs.some(isOpen);
  const ended = jobs.filter((job) => !isOpen(job));
  const dismissAll = async () => {
    for (const state of new Set(ended.map((job) => job.state as EndState)))
      onDismissed((await kinodex.dismissJobs(state)).map(({ jobId }) => jobId));
  };
  return (
    <section class="jobs" aria-labelledby="jobs-title">
      <div class="row spread">
        <h2 id="jobs-title">{isAnyOpen ? "On its way" : "Recent"}</h2>
        {ended.length > 1 && (
          <button type="button" class="quiet" onClick={() => void act(dismissAll)}>
            Dismiss all ended
          </button>
        )}
      </div>
      {error !== undefined && <ComplaintNote error={error} />}
      <ul>
        {sending.map((upload) => (
          <UploadRow key={upload.uploadId} upload={upload} />
        ))}
        {jobs.map((job) => (
          <JobRow
            key={job.jobId}
            job={job}
            onCancel={() => void act(async () => onChange([await kinodex.cancelJob(job.jobId)]))}
            onRetry={() => void act(async () => onChange([await kinodex.retryJob(job.jobId)]))}
            onDismiss={() =>
              void act(async () => {
                await kinodex.dismissJob(job.jobId);
                onDismissed([job.jobId]);
              })
            }
          />
        ))}
      </ul>
      <p class="hidden" role="status">
        {toSpokenState(sending, jobs)}
      </p>
    </section>
  );
}

function UploadRow({ upload }: { readonly upload: Upload }) {
  const { name, sizeBytes, sentBytes, state, detail, cancel } = upload;
  return (
    <li class="job">
      <FileName name={name} />
      <span class={state === "failed" ? "warn" : "muted"}>
        {state === "failed" ? "not sent" : `${toSize(sentBytes)} of ${toSize(sizeBytes)} sent`}
      </span>
      <progress max={sizeBytes} value={sentBytes} aria-label={`Sending ${name}`} />
      {detail && <span class="detail">{detail}</span>}
      <span class="acts">
        <button type="button" class="quiet" onClick={cancel} aria-label={`Cancel sending ${name}`}>
          {state === "failed" ? "Dismiss" : "Cancel"}
        </button>
      </span>
    </li>
  );
}

interface JobRowProps {
  readonly job: JobView;
  readonly onCancel: () => void;
  readonly onRetry: () => void;
  readonly onDismiss: () => void;
}

function JobRow({ job, onCancel, onRetry, onDismiss }: JobRowProps) {
  const { path, state, progress, error, result } = job;
  const isStopping = state === "running" && job.cancelRequested;
  const name = toFileName(path);
  const share = progress?.durationSeconds ? progress.timeSeconds / progress.durationSeconds : undefined;
  return (
    <li class="job">
      {result ? (
        <a class="to-video" href={toVideoAddress(result.videoId)}>
          <FileName name={name} />
        </a>
      ) : (
        <FileName name={name} />
      )}
      <span class={state === "failed" ? "warn" : "muted"}>
        {result && result.type !== "indexed" ? "was already here" : isStopping ? "stopping" : stateWords[state]}
        {state === "running" &&
          progress &&
          ` · ${toClock(progress.timeSeconds)}${share === undefined ? "" : ` · ${toPercent(Math.min(1, share))}`}`}
      </span>
      {isOpen(job) && (
        <progress
          aria-label={`Indexing ${name}`}
          max={1}
          value={state === "running" ? (share === undefined ? undefined : Math.min(1, share)) : 0}
        />
      )}
      {(error !== undefined || (result && result.problems.length > 0)) && (
        <span class="detail">
          <Breakable text={toDetail(error ?? result?.problems.join("; ") ?? "", path)} />
        </span>
      )}
      <span class="acts">
        {isOpen(job) && !isStopping && (
          <button type="button" class="quiet" onClick={onCancel} aria-label={`Stop indexing ${name}`}>
            Stop
          </button>
        )}
        {(state === "failed" || state === "cancelled") && (
          <button type="button" onClick={onRetry} aria-label={`Index ${name} again`}>
            Try again
          </button>
        )}
        {!isOpen(job) && (
          <button type="button" class="quiet" onClick={onDismiss} aria-label={`Dismiss ${name}`}>
            Dismiss
          </button>
        )}
      </span>
    </li>
  );
}

function isOpen({ state }: JobView): boolean {
  return state === "queued" || state === "running";
}

/** What the server says of a file, by the name that people know it by. */
function toDetail(detail: string, path: string): string {
  return detail.replaceAll(path.split("/").at(-1) ?? path, toFileName(path));
}

/** What changes by states alone: who listens should not hear every second of progress. */
function toSpokenState(sending: readonly Upload[], jobs: readonly JobView[]): string {
  return [
    ...sending.map(({ name, state }) => `${name} ${state}`),
    ...jobs.map(({ path, state }) => `${toFileName(path)} ${stateWords[state]}`),
  ].join(", ");
}
