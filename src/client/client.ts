import type {
  ChosenExportInput,
  CollectionContentsView,
  CollectionView,
  NewCollection,
  NewMoment,
  SavedSearchView,
} from "../api/schemas/collections.js";
import type { JobView } from "../api/schemas/jobs.js";
import type { MarkPage, MarksQuery, MarkView, NewMarkInput, NextToJudgeView } from "../api/schemas/marks.js";
import type { Answer, Curve, ExportInput, Question, SearchInput, SearchResponse } from "../api/schemas/search.js";
import type { IndexCounts, IndexReport, Models, SessionState } from "../api/schemas/service.js";
import type {
  Added,
  Captions,
  Folders,
  Roots,
  Shots,
  Sprites,
  Video,
  VideoPage,
  VideosQuery,
} from "../api/schemas/videos.js";
import { toProblemError } from "./problemError.js";
import { uploadResumably, type ResumableOptions } from "./resumableUpload.js";

export type {
  ChosenExportInput,
  CollectionContentsView,
  CollectionView,
  NewCollection,
  NewMoment,
  SavedSearchView,
} from "../api/schemas/collections.js";
export type { JobView } from "../api/schemas/jobs.js";
export type { MarkPage, MarkView, NewMarkInput, NextToJudgeView } from "../api/schemas/marks.js";
export type {
  Answer,
  Curve,
  ExportInput,
  MomentView,
  Question,
  SearchInput,
  SearchResponse,
} from "../api/schemas/search.js";
export type { IndexCounts, IndexReport, Models, SessionState } from "../api/schemas/service.js";
export type { Added, Captions, Shots, Sprites, Video, VideoPage } from "../api/schemas/videos.js";
/** A span of a video with words about it. */
export type Segment = Captions["segments"][number];
export type { Problem } from "../api/problem.js";
export { toAnswerCertainty, toCertainty, toPercent, type Certainty } from "../core/certainty.js";
export { toMarkText } from "../core/markText.js";
export { nearestSpan } from "../core/span.js";
export { maxChoices, maxQueryLength } from "../core/textLimits.js";
export { ProblemError } from "./problemError.js";
export type { ResumableOptions } from "./resumableUpload.js";

/** Which videos to list, and in which order. */
export type VideoListInput = Partial<VideosQuery>;

/** A part of a video. */
export interface SpanInput {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Where the server is, and who asks. */
export interface ClientOptions {
  /** Default: the origin of the page. */
  readonly url?: string;
  /** An API key; pages use `logIn` instead. */
  readonly key?: string;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The HTTP API with types. Every function rejects with a {@link ProblemError} when the server refuses. */
export type Client = ReturnType<typeof createClient>;

/** Makes a client; it holds no connection. */
export function createClient({ url = "", key, fetch = globalThis.fetch }: ClientOptions = {}) {
  const base = url.replace(/\/$/, "");
  const headers: Record<string, string> = key === undefined ? {} : { Authorization: `Bearer ${key}` };

  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${base}${path}`, {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
    });
    if (!response.ok) throw await toProblemError(response);
    return response;
  };
  const read = async <Value>(path: string, init?: RequestInit) => (await send(path, init)).json() as Promise<Value>;
  const post = (body: unknown, signal?: AbortSignal): RequestInit => ({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  const videoPath = (videoId: string, part = "") => `/v1/videos/${encodeURIComponent(videoId)}${part}`;
  const clipPath = (videoId: string, { startSeconds, endSeconds }: SpanInput) =>
    videoPath(videoId, `/clip${toQuery({ fromSeconds: startSeconds, toSeconds: endSeconds })}`);
  const collectionPath = (collectionId: string, part = "") =>
    `/v1/collections/${encodeURIComponent(collectionId)}${part}`;
  const searchPath = (searchId: string) => `/v1/searches/${encodeURIComponent(searchId)}`;
  const jobPath = (jobId: string, part = "") => `/v1/jobs/${encodeURIComponent(jobId)}${part}`;

  return {
    listVideos: (query: VideoListInput = {}) => read<VideoPage>(`/v1/videos${toQuery(query)}`),
    /** The folders in which videos lie. */
    folders: async () => (await read<Folders>("/v1/folders")).folders,
    video: (videoId: string) => read<Video>(videoPath(videoId)),
    shots: (videoId: string) => read<Shots>(videoPath(videoId, "/shots")),
    curve: (videoId: string, query: string) => read<Curve>(videoPath(videoId, `/curve${toQuery({ query })}`)),
    sprites: (videoId: string) => read<Sprites>(videoPath(videoId, "/sprites")),
    /** What is said about a video, by one source or by all, in one language or in any. */
    captions: (videoId: string, source: Segment["source"] | "all" = "caption", language?: string) =>
      read<Captions>(videoPath(videoId, `/captions${toQuery({ source, language })}`)),
    /** Makes captions where there are none or others would be made now; in any case with `again`. */
    makeCaptions: (videoId: string, again = false) =>
      read<Captions>(videoPath(videoId, `/captions${toQuery({ again: String(again) })}`), { method: "POST" }),
    /** For a `<track>` element. */
    captionsUrl: (videoId: string, source: Segment["source"] = "caption", language?: string) =>
      `${base}${videoPath(videoId, `/captions.vtt${toQuery({ source, language })}`)}`,
    removeVideo: async (videoId: string) => void (await send(videoPath(videoId), { method: "DELETE" })),
    /** Queues a file, or the videos of a folder; also tells what there cannot be indexed. */
    addPath: (path: string, pipeline?: string) =>
      read<Added>("/v1/videos", post({ path, ...(pipeline === undefined ? {} : { pipeline }) })),
    /** The folders under which `addPath` may name files. */
    roots: async () => (await read<Roots>("/v1/roots")).roots,
    /** Sends a file in parts and goes on after a lost connection; gives the id of the job that indexes it. */
    uploadResumably: (file: Blob, name: string, options?: ResumableOptions) =>
      uploadResumably(send, file, name, options),
    /** Sends a file in one request. */
    upload: async (file: Blob, name: string, signal?: AbortSignal) => {
      const init = { ...post(undefined, signal), headers: { "Content-Type": "application/octet-stream" }, body: file };
      return (await read<{ jobs: JobView[] }>(`/v1/videos/upload${toQuery({ name })}`, init)).jobs[0] as JobView;
    },
    streamUrl: (videoId: string) => `${base}${videoPath(videoId, "/stream")}`,
    /** Rejects with the reason why a video's file cannot be had, which a player does not tell. */
    probeStream: async (videoId: string) =>
      void (await send(videoPath(videoId, "/stream"), { headers: { Range: "bytes=0-0" } })),
    /** A span as an mp4 file of its own, for a link. */
    clipUrl: (videoId: string, span: SpanInput) => `${base}${clipPath(videoId, span)}`,
    clip: async (videoId: string, span: SpanInput, signal?: AbortSignal) =>
      (await send(clipPath(videoId, span), signal ? { signal } : {})).blob(),
    /** The picture at a time, or one that stands for the video. */
    thumbnailUrl: (videoId: string, timeSeconds?: number, width?: number) =>
      `${base}${videoPath(videoId, `/thumbnail${toQuery({ t: timeSeconds, width })}`)}`,

    search: (input: SearchInput, signal?: AbortSignal) => read<SearchResponse>("/v1/search", post(input, signal)),
    searchByPicture: (picture: Blob, scope: Omit<SearchInput, "query" | "like"> = {}, signal?: AbortSignal) =>
      read<SearchResponse>(`/v1/search/picture${toQuery(scope)}`, {
        ...post(undefined, signal),
        headers: { "Content-Type": picture.type || "image/jpeg" },
        body: picture,
      }),
    ask: (question: Question, signal?: AbortSignal) => read<Answer>("/v1/ask", post(question, signal)),
    exportMoments: async (input: ExportInput) => (await send("/v1/export", post(input))).blob(),

    /** Writes the very moments that are given, whether a search calls them found or not. */
    exportChosen: async (input: ChosenExportInput) => (await send("/v1/export/moments", post(input))).blob(),

    listCollections: async () => (await read<{ collections: CollectionView[] }>("/v1/collections")).collections,
    collection: (collectionId: string) => read<CollectionContentsView>(collectionPath(collectionId)),
    createCollection: (collection: NewCollection) => read<CollectionContentsView>("/v1/collections", post(collection)),
    renameCollection: (collectionId: string, name: string) =>
      read<CollectionView>(collectionPath(collectionId), { ...post({ name }), method: "PATCH" }),
    deleteCollection: async (collectionId: string) =>
      void (await send(collectionPath(collectionId), { method: "DELETE" })),
    /** Adds moments after those that are there. */
    collectMoments: (collectionId: string, moments: readonly NewMoment[]) =>
      read<CollectionContentsView>(collectionPath(collectionId, "/moments"), post({ moments })),
    /** The ids of all moments, in the order that they are to have. */
    orderMoments: (collectionId: string, momentIds: readonly string[]) =>
      read<CollectionContentsView>(collectionPath(collectionId, "/order"), { ...post({ momentIds }), method: "PUT" }),
    dropMoment: (collectionId: string, momentId: string) =>
      read<CollectionContentsView>(collectionPath(collectionId, `/moments/${encodeURIComponent(momentId)}`), {
        method: "DELETE",
      }),
    exportCollection: async (collectionId: string, format: string, handlesSeconds = 0) =>
      (await send(collectionPath(collectionId, `/export${toQuery({ format, handlesSeconds })}`))).blob(),
    /** For a link that saves a collection as a file. */
    collectionExportUrl: (collectionId: string, format: string, handlesSeconds = 0) =>
      `${base}${collectionPath(collectionId, `/export${toQuery({ format, handlesSeconds })}`)}`,

    listSavedSearches: async () => (await read<{ searches: SavedSearchView[] }>("/v1/searches")).searches,
    saveSearch: (name: string, search: SearchInput) => read<SavedSearchView>("/v1/searches", post({ name, search })),
    renameSavedSearch: (searchId: string, name: string) =>
      read<SavedSearchView>(searchPath(searchId), { ...post({ name }), method: "PATCH" }),
    deleteSavedSearch: async (searchId: string) => void (await send(searchPath(searchId), { method: "DELETE" })),

    /** What was accepted and rejected, the latest first. */
    listMarks: (query: MarksQuery = {}) => read<MarkPage>(`/v1/marks${toQuery(query)}`),
    /** Accepts or rejects spans; what was said of the same span and text before is replaced. */
    addMarks: async (marks: readonly NewMarkInput[]) =>
      (await read<{ marks: MarkView[] }>("/v1/marks", post({ marks }))).marks,
    removeMark: async (markId: string) =>
      void (await send(`/v1/marks/${encodeURIComponent(markId)}`, { method: "DELETE" })),
    /** Hits to be judged, drawn at random, and what is known by those that are judged. */
    nextToJudge: (count?: number, signal?: AbortSignal) =>
      read<NextToJudgeView>(`/v1/marks/next${toQuery({ count })}`, signal ? { signal } : {}),

    listJobs: async (filter: { readonly state?: JobView["state"]; readonly limit?: number } = {}) =>
      (await read<{ jobs: JobView[] }>(`/v1/jobs${toQuery(filter)}`)).jobs,
    job: (jobId: string) => read<JobView>(jobPath(jobId)),
    cancelJob: (jobId: string) => read<JobView>(jobPath(jobId, "/cancel"), { method: "POST" }),
    retryJob: (jobId: string) => read<JobView>(jobPath(jobId, "/retry"), { method: "POST" }),
    /** Forgets a job that has ended, or all that ended in one way. */
    dismissJob: async (jobId: string) => void (await send(jobPath(jobId), { method: "DELETE" })),
    dismissJobs: async (state: "done" | "failed" | "cancelled") =>
      (await read<{ jobs: JobView[] }>(`/v1/jobs${toQuery({ state })}`, { method: "DELETE" })).jobs,
    /** Where an `EventSource` hears of a job, or of all; events are named `job` and hold a {@link JobView}, or `dismissed` and hold its id. */
    jobEventsUrl: (jobId?: string) => `${base}${jobId === undefined ? "/v1/jobs/events" : jobPath(jobId, "/events")}`,

    verifyIndex: (deep = false) =>
      read<IndexReport>(`/v1/index/verify${toQuery({ deep: String(deep) })}`, { method: "POST" }),
    rebuildIndex: () => read<IndexCounts>("/v1/index/rebuild", { method: "POST" }),

    models: () => read<Models>("/v1/models"),
    session: () => read<SessionState>("/v1/session"),
    /** Keeps a key in a cookie that scripts cannot read, so that players and pictures are let in too. */
    logIn: async (apiKey: string) => void (await send("/v1/session", post({ key: apiKey }))),
    logOut: async () => void (await send("/v1/session", { method: "DELETE" })),
  };
}

/** Lists are written with commas. */
function toQuery(values: Readonly<Record<string, string | number | readonly string[] | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return query && `?${query}`;
}
