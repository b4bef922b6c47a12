import { existsSync } from "node:fs";
import { concat, defer, ignoreElements, switchMap } from "rxjs";
import { KinodexError } from "../core/errors.js";
import { findFfmpeg } from "../media/findFfmpeg.js";
import { openStore } from "../store/store.js";
import { createJobs } from "./jobs.js";
import { createMarks } from "./marks/marks.js";
import type { Kinodex, KinodexOptions } from "./kinodex.js";
import { followSession, type HeldSession } from "./followedSession.js";
import { requireCapability } from "./requireCapability.js";
import { openSession, requireVideo } from "./session.js";
import { whileOpen } from "./whileOpen.js";

export type * from "./kinodex.js";
export { isKinodexError, KinodexError } from "../core/errors.js";
export { momentSources, type MomentSource } from "../query/moments/foundMoment.js";
export { segmentSources, type SegmentSource } from "../store/catalog/segmentSource.js";

// What only some callers need is loaded when it is first called, which halves the time that a short command takes to start.

/**
 * Opens an index with its model and all that belongs to them, and owns their lives.
 *
 * @throws {KinodexError} `usage` for an answerer or a grounder that cannot be used, `environment` for an unknown model or a folder that cannot be used, `index-damaged`,
 *   `index-mismatch` for another model than the one that made it, `not-found` where nothing may be made
 *
 * @example
 * await using kinodex = await openKinodex({ index: "index/films" });
 * await lastValueFrom(kinodex.index(["films"]), { defaultValue: undefined });
 * const { moments } = await kinodex.search("a dog runs along the beach");
 */
export async function openKinodex(options: KinodexOptions): Promise<Kinodex> {
  const { index: directory, model: modelId, create = true, matcher, onNotice = () => {} } = options;
  const toChoice = async (asked: KinodexOptions["answerer"]) =>
    asked === undefined ? undefined : (await import("./answerer.js")).toAnswererChoice(asked, onNotice);
  const answerer = await toChoice(options.answerer);
  if (options.grounder !== undefined) await requireCapability(options.grounder, "grounding");
  const making = create ? { modelId } : undefined;
  const first = await openSession({ directory, modelId, create: making, matcher, onNotice });
  const followed = followSession(first, () => openSession({ directory, matcher, onNotice }));
  const { use } = followed;
  const closing = new Set<Promise<void>>();
  const onClosing = (closed: Promise<void>): void => {
    closing.add(closed);
    void closed.finally(() => closing.delete(closed));
  };
  let isClosed = false;
  const requireOpen = (): void => {
    if (isClosed) throw new KinodexError("usage", `the index ${directory} is closed: open it again`, { directory });
  };
  const isIndexed = (path: string) => use(async ({ store }) => (await store.findVideo(path)) !== undefined);
  const jobs = createJobs(directory, isIndexed);
  const marks = createMarks(directory, (work) => use(({ store }) => work(store)));

  return {
    directory,
    get model() {
      return followed.latest.model.identity;
    },

    index(paths, indexOptions = {}) {
      requireOpen();
      const load = () => {
        findFfmpeg().catch(() => {}); // it answers while the rest is loaded; whoever needs it is told what is wrong
        return import("./indexPaths.js");
      };
      return defer(load).pipe(
        switchMap(({ indexPaths }) => {
          const run = ({ session }: HeldSession) =>
            indexPaths(paths, indexOptions, { ...session, onNotice, onClosing });
          return whileOpen(() => followed.hold(), run, onClosing);
        }),
      );
    },

    reindex(reindexOptions) {
      requireOpen();
      const load = () => import("./reindex/reindex.js");
      const events = defer(load).pipe(
        switchMap(({ reindex }) => reindex(directory, reindexOptions, { onNotice, onClosing })),
      );
      return concat(events, defer(() => use(async () => {})).pipe(ignoreElements()));
    },

    async search(query, searchOptions) {
      requireOpen();
      const { findMoments } = await import("./findMoments.js");
      return use((session) => findMoments(session, query, searchOptions));
    },

    async ask(question, askOptions = {}) {
      requireOpen();
      const { askIndex } = await import("./askIndex.js");
      const chosen = (await toChoice(askOptions.answerer)) ?? answerer;
      const answering = { answerer: chosen, grounder: options.grounder };
      return use((session) => askIndex(session, question, askOptions, answering));
    },

    async annotations(video, annotationOptions = {}) {
      requireOpen();
      const { annotate } = await import("./annotate.js");
      await using held = await followed.hold();
      return annotate(held.session, video, annotationOptions, onNotice);
    },

    async curve(video, annotator) {
      requireOpen();
      return use(async ({ store }) => store.curveOf((await requireVideo(store, video)).videoId, annotator));
    },

    async videos(listOptions) {
      requireOpen();
      const { listVideos } = await import("./listVideos.js");
      return use(({ store }) => listVideos(store, listOptions));
    },

    async remove(name) {
      requireOpen();
      await using writer = await openStore({ directory, access: "write", create: false, onNotice });
      const video = await requireVideo(writer, name);
      await writer.removeVideo(video.videoId);
      return video;
    },

    async verify({ deep = false } = {}) {
      const { verifyIndex } = await import("./verifyIndex.js");
      return verifyIndex(directory, { deep });
    },

    async rebuild() {
      const { rebuildStore } = await import("../store/rebuild.js");
      return rebuildStore(directory, { onNotice });
    },

    async evaluate(evaluateOptions) {
      requireOpen();
      const { runEvaluation } = await import("./evaluate/runEvaluation.js");
      await using held = await followed.hold();
      const { document } = await runEvaluation({ ...evaluateOptions, model: held.session.model, onNotice });
      return document;
    },

    async export(query, exportOptions) {
      requireOpen();
      const { exportMoments } = await import("./exportMoments.js");
      await using held = await followed.hold();
      return exportMoments(held.session, query, exportOptions);
    },

    async paint(text, paintOptions) {
      requireOpen();
      const { paint } = await import("./paint.js");
      return use(({ models }) => paint(models, text, paintOptions));
    },

    async thumbnail(name, timeSeconds, width = 640) {
      requireOpen();
      const video = await use(({ store }) => requireVideo(store, name));
      const path = video.paths.find((known) => existsSync(known));
      if (path === undefined)
        throw new KinodexError("not-found", `no file of the video is there any more: ${video.paths.join(", ")}`, {
          video: name,
        });
      const [{ toJpeg }, { extractThumbnail }] = await Promise.all([
        import("../media/jpeg.js"),
        import("../media/thumbnail.js"),
      ]);
      return toJpeg(await extractThumbnail(path, timeSeconds, { width }));
    },

    jobs,
    marks,

    models: {
      async list() {
        const { summariseModels } = await import("./listModels.js");
        return (await summariseModels()).models;
      },

      async verify(id = followed.latest.model.identity.id) {
        const { verifyModel } = await import("../models/hub/verify.js");
        return verifyModel(id);
      },

      async pull(name, pullOptions) {
        const { pullModel } = await import("../models/hub/pull.js");
        return pullModel(name, pullOptions);
      },

      async calibrate(id, calibrateOptions) {
        const { calibrateModel } = await import("./calibrateModel.js");
        return calibrateModel(id, calibrateOptions);
      },
    },

    async [Symbol.asyncDispose]() {
      if (isClosed) return;
      isClosed = true;
      await Promise.all(closing);
      await jobs[Symbol.asyncDispose]();
      await marks[Symbol.asyncDispose]();
      await followed[Symbol.asyncDispose]();
    },
  };
}
