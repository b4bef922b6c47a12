import { existsSync } from "node:fs";
import { Observable } from "rxjs";
import { isKinodexError, KinodexError } from "../../core/errors.js";
import { findFfmpeg } from "../../media/findFfmpeg.js";
import { openModel } from "../../models/openModel.js";
import {
  holdWriting,
  previousModelOf,
  removeGenerations,
  switchGeneration,
} from "../../store/generations/generations.js";
import { indexPaths } from "../indexPaths.js";
import type { ReindexEvent, ReindexOptions } from "../kinodex.js";
import { openSession } from "../session.js";
import { createCatchUp } from "./catchUp.js";
import { hear } from "./hear.js";

/** What reindexing needs of the library that it belongs to. */
export interface ReindexParts {
  readonly onNotice: (message: string) => void;
  /** Hears of the end of what runs when it is unsubscribed from. */
  readonly onClosing: (closed: Promise<void>) => void;
}

/** Who writes for longer than this is not waited for. */
const maxWaitMs = 60_000;

/** See `Kinodex.reindex`. */
export function reindex(
  directory: string,
  options: ReindexOptions,
  { onNotice, onClosing }: ReindexParts,
): Observable<ReindexEvent> {
  return new Observable((subscriber) => {
    const stopped = new AbortController();
    const tell = (event: ReindexEvent) => subscriber.next(event);
    const ended = run({ directory, options, onNotice, tell, signal: stopped.signal }).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => {
      stopped.abort(new KinodexError("interrupted", "the reindexing was stopped; the next one goes on from there"));
      onClosing(ended);
    };
  });
}

/** What every step works with. */
export interface ReindexRun {
  readonly directory: string;
  readonly options: ReindexOptions;
  readonly onNotice: (message: string) => void;
  readonly tell: (event: ReindexEvent) => void;
  readonly signal: AbortSignal;
}

async function run(work: ReindexRun): Promise<void> {
  const { directory, options, onNotice, tell, signal } = work;
  const { warning } = await findFfmpeg();
  if (warning) onNotice(warning);
  await using session = await openSession({ directory, onNotice });
  const { store, model: present } = session;
  const next = await chooseModel(directory, present.identity, options);
  const previous = previousModelOf(directory);
  removeGenerations(directory, previous ? [next, previous] : [next]);
  const catchUp = createCatchUp({ ...work, session, next });
  await catchUp.encode();
  tell({ type: "compared", ...(await catchUp.compare()) });
  if (options.switches === false) return;
  for (;;) {
    const { missing, videoCount } = await catchUp.missing();
    if (missing.length > 0 && options.withoutMissing !== true) throw toMissing(missing, videoCount, next.id);
    const onWait = () => onNotice("waiting for another process that writes to the index");
    {
      using _ = await holdWriting(directory, { maxWaitMs, onWait, signal });
      if (await catchUp.isDone()) {
        signal.throwIfAborted();
        const lacking = `its file was gone when the index got the model ${next.id}: it is found by words alone until it is indexed again`;
        await switchGeneration(directory, store.model, next, lacking);
        tell({ type: "switched", from: present.identity.id, to: next.id, missing });
        break;
      }
    }
    await catchUp.encode(); // what was indexed meanwhile
  }
  await finish(work);
}

/** The model to switch to. */
async function chooseModel(
  directory: string,
  present: { readonly id: string; readonly hash: string },
  { model: id, back = false }: ReindexOptions,
) {
  const previous = previousModelOf(directory);
  if ((id === undefined) !== back)
    throw new KinodexError("usage", "say which model to encode the index with, or that it goes back: one of both");
  if (back && !previous)
    throw new KinodexError("not-found", `the index ${directory} has no earlier model to go back to`, { directory });
  await using model = await openModel(back ? previous?.id : id);
  const { identity } = model;
  if (back && identity.hash !== previous?.hash)
    throw new KinodexError(
      "index-mismatch",
      `the index had another version of the model ${identity.id} before: bring that back, or reindex with this one`,
      { directory, model: identity.id },
    );
  if (identity.hash === present.hash && identity.id === present.id)
    throw new KinodexError("usage", `the index ${directory} has the model ${identity.id} already`, { directory });
  await model.open("text"); // what is not there in full is told before anything is encoded
  await model.open("image");
  return identity;
}

function toMissing(missing: readonly string[], videoCount: number, modelId: string): KinodexError {
  const named = missing.slice(0, 3).join(", ") + (missing.length > 3 ? ` and ${missing.length - 3} more` : "");
  return new KinodexError(
    "input",
    `${missing.length} of ${videoCount} videos cannot be encoded with ${modelId}: ${named}. Bring their files back and ` +
      `start again, which encodes only these, or switch --without-missing: they are found by words alone then. The ` +
      `index is as it was.`,
    { missing },
  );
}

/** After the switch: captions by the new model, search graphs, and what confidence is judged by. */
async function finish({ directory, tell, onNotice, signal }: ReindexRun): Promise<void> {
  await using session = await openSession({ directory, onNotice });
  const files = (await session.store.videos())
    .filter(({ state }) => state !== "indexing")
    .flatMap(({ paths }) => paths.find((path) => existsSync(path)) ?? []);
  const closing: Promise<void>[] = [];
  const onClosing = (closed: Promise<void>) => void closing.push(closed);
  const events = indexPaths(files, {}, { ...session, onNotice, onClosing });
  try {
    await hear(events, signal, (event) => {
      if (event.type === "annotated" || event.type === "graph") tell(event);
    });
  } catch (error) {
    // It has its new model already: what is left is done by the next run of `index`, too.
    if (!isKinodexError(error, "environment")) throw error;
    onNotice(`the index has its new model; what makes it fast is left for the next "kinodex index": ${error.message}`);
  }
  await Promise.all(closing);
}
