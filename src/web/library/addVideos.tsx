import { useState } from "preact/hooks";
import type { Added, JobView } from "../../client/client.js";
import { ComplaintNote } from "../parts/complaint.js";
import { readForm } from "../parts/readForm.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";
import { sendFiles } from "./uploads.js";

interface AddVideosProps {
  readonly onJobs: (jobs: readonly JobView[]) => void;
}

/** Takes videos from this computer, and from the folders that the server may read. */
export function AddVideos({ onJobs }: AddVideosProps) {
  const [isOver, setOver] = useState(false);
  const [error, setError] = useState<unknown>();
  const [leftOut, setLeftOut] = useState<Added["failed"]>([]);
  const roots = useLoaded("roots", () => kinodex.roots());
  const addPath = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setError(undefined);
    setLeftOut([]);
    try {
      const { jobs, failed } = await kinodex.addPath(readForm(form)("path"));
      onJobs(jobs);
      setLeftOut(failed);
      form.reset();
    } catch (failure) {
      setError(failure);
    }
  };
  const names = roots.value ?? [];
  return (
    <section class="add" aria-labelledby="add-title">
      <h2 id="add-title">Add videos</h2>
      <div class="add-ways">
        <label
          class={isOver ? "drop over" : "drop"}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            sendFiles([...(event.dataTransfer?.files ?? [])]);
          }}
        >
          <input
            class="hidden"
            type="file"
            multiple
            accept="video/*,.mkv,.avi,.ts,.mts,.m2ts,.mxf,.wmv,.flv"
            aria-label="Choose videos to upload"
            onChange={(event) => {
              sendFiles([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = "";
            }}
          />
          <strong>Choose files</strong>
          <span class="muted">or drop them here. An upload that is cut off continues where it stopped.</span>
        </label>
        {names.length > 0 && (
          <form class="by-path" onSubmit={(event) => void addPath(event)}>
            <label class="field">
              <span>Or a file or folder on the server</span>
              <span class="box small">
                <input
                  name="path"
                  type="text"
                  required
                  maxLength={4096}
                  list="roots"
                  placeholder={`${names[0]}/…`}
                  autocomplete="off"
                  spellcheck={false}
                />
                <button type="submit">Add</button>
              </span>
            </label>
            <datalist id="roots">
              {names.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
            <p class="muted">Its path starts with {names.map((name) => `${name}/`).join(" or ")}.</p>
          </form>
        )}
      </div>
      {error !== undefined && <ComplaintNote error={error} />}
      {leftOut.length > 0 && (
        <div class="note-line warn" role="status">
          <p>Left out:</p>
          <ul>
            {leftOut.map(({ path, message }) => (
              <li key={path}>{message}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
