// What the description shows for each operation, by its name: one library of holiday videos, under the root `Videos`.

/** What a request may look like, and what is answered. */
export interface OperationExample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly body?: unknown;
  /** Of an answer in JSON. */
  readonly answer?: unknown;
}

const videoId = "5af5de5cee1ad0b8502dad5df8e40bb7574a1655a0b4b98766b23b234b05cf06";
const jobId = "7f6d1f2e-3c57-4f0e-9a44-0b1a52c1a1de";
const path = "Videos/2024/holiday.mp4";

const video = {
  videoId,
  path,
  paths: [path],
  state: "complete",
  problems: [],
  sizeBytes: 18_214_551,
  durationSeconds: 95.2,
  startSeconds: 0,
  width: 1920,
  height: 1080,
  frameRate: 25,
  codec: "h264",
  formatName: "mov,mp4,m4a,3gp,3g2,mj2",
  pipelineName: "archive",
  indexedThroughSeconds: 95.2,
  recordedAt: "2024-05-31T16:20:00.000Z",
  createdAt: "2024-06-02T09:12:44.105Z",
  frameCount: 118,
  clipCount: 24,
};

const job = {
  jobId,
  kind: "index",
  path,
  pipeline: "archive",
  source: "path",
  state: "queued",
  cancelRequested: false,
  attempts: 0,
  createdAt: "2024-06-02T09:12:40.310Z",
  updatedAt: "2024-06-02T09:12:40.310Z",
};

const moment = {
  videoId,
  path,
  startSeconds: 12.4,
  endSeconds: 17.9,
  keyframeSeconds: 14.2,
  similarity: 0.312,
  confidence: 0.97,
  sources: ["frame", "clip"],
};

const found = { model: "kinodex/embedded", tookMs: 8.4, answered: true, foundFrom: 0.95, moments: [moment] };

const collectionId = "2b7c1d90-5c0e-4b8e-8f67-9d3a1e6f5b42";
const momentId = "c0a8f1d2-7b3e-4d56-9a10-4f2e8b6c7d35";
const searchId = "94d1e6b7-2f8a-4c03-b5d9-6e7f1a2b3c48";

const collection = {
  collectionId,
  name: "Beach",
  momentCount: 1,
  createdAt: "2024-06-02T10:00:00.000Z",
  updatedAt: "2024-06-02T10:05:00.000Z",
};

const keptMoment = {
  videoId,
  startSeconds: 0.4,
  endSeconds: 1.9,
  keyframeSeconds: 1,
  similarity: 0.312,
  confidence: 0.97,
  sources: ["frame", "clip"],
  note: "the best take",
};

const collected = { ...collection, moments: [{ momentId, ...keptMoment, path, isIndexed: true }] };
const ofCollection = { params: { collectionId } };

const savedSearch = {
  searchId,
  name: "Dogs of 2024",
  search: { query: "a dog", folder: "Videos/2024", top: 24 },
  createdAt: "2024-06-02T10:00:00.000Z",
};

const newMark = {
  videoId,
  startSeconds: 0.4,
  endSeconds: 1.9,
  about: "query",
  text: "a dog",
  verdict: "accepted",
  confidence: 0.97,
  drawn: false,
};

const markId = "8d1c0f6e2b7a4e59b3f1a6d20c4e7f95";
const mark = { markId, sequence: 12, ...newMark, path, client: "alice", createdAt: "2024-06-02T10:00:00.000Z" };

const captions = {
  videoId,
  path,
  summary: "A dog on a beach; later a harbour with boats.",
  segments: [
    {
      startSeconds: 12.4,
      endSeconds: 17.9,
      caption: "a dog on a beach",
      confidence: 0.91,
      keyframesSeconds: [14.2],
      source: "caption",
    },
  ],
};

const ofVideo = { params: { videoId } };
const ofJob = { params: { jobId } };

export const examples: Readonly<Record<string, OperationExample>> = {
  listVideos: {
    query: { folder: "Videos/2024", sort: "recorded", order: "desc", limit: 20 },
    answer: { videos: [video], total: 1 },
  },
  listFolders: { answer: { folders: [{ folder: "Videos/2024", videoCount: 1 }] } },
  addVideos: { body: { path: "Videos/2024" }, answer: { jobs: [job], failed: [] } },
  uploadVideo: { query: { name: "holiday.mp4" }, answer: { jobs: [{ ...job, path: "stored/1c5f7a20-holiday.mp4" }] } },
  listRoots: { answer: { roots: ["Videos"] } },
  getVideo: { ...ofVideo, answer: video },
  removeVideo: ofVideo,
  listShots: { ...ofVideo, answer: { videoId, shots: [{ startSeconds: 0, endSeconds: 12.4 }] } },
  streamVideo: ofVideo,
  cutClip: { ...ofVideo, query: { fromSeconds: 0.5, toSeconds: 2 } },
  getThumbnail: { ...ofVideo, query: { t: 1.5, width: 320 } },
  getSprites: {
    ...ofVideo,
    answer: {
      videoId,
      imageUrl: `/v1/videos/${videoId}/sprites.jpg`,
      columns: 10,
      rows: 10,
      count: 96,
      tileWidth: 160,
      tileHeight: 90,
      intervalSeconds: 1,
    },
  },
  getSpriteSheet: ofVideo,
  getCaptions: { ...ofVideo, query: { source: "caption" }, answer: captions },
  makeCaptions: { ...ofVideo, query: { source: "subtitle", again: "true" }, answer: captions },
  getCaptionsAsVtt: { ...ofVideo, query: { source: "subtitle", language: "en" } },
  getCaptionsAsSrt: { ...ofVideo, query: { source: "subtitle" } },
  getChaptersAsVtt: ofVideo,
  getChaptersAsText: ofVideo,
  listJobs: {
    query: { state: "failed", limit: 20 },
    answer: { jobs: [{ ...job, state: "failed", error: "no video" }] },
  },
  watchJobs: {},
  getJob: { ...ofJob, answer: { ...job, state: "running", progress: { timeSeconds: 40, frameCount: 52 } } },
  watchJob: ofJob,
  cancelJob: { ...ofJob, answer: { ...job, state: "cancelled" } },
  retryJob: { ...ofJob, answer: job },
  dismissJob: ofJob,
  dismissJobs: { query: { state: "cancelled" }, answer: { jobs: [{ ...job, state: "cancelled" }] } },
  searchMoments: {
    body: { query: "a dog runs along the beach", top: 5, folder: "Videos/2024", sources: ["frame", "clip"] },
    answer: {
      query: "a dog runs along the beach",
      ...found,
      tree: { type: "phrase", text: "a dog runs along the beach" },
      nextCursor: "5.Qm1vN3xkZ2Vy",
    },
  },
  searchByPicture: { query: { top: 5, videoIds: [videoId] }, answer: { query: "a picture", ...found } },
  askQuestion: {
    body: { question: "Is there a dog on the beach?", videoId },
    answer: {
      question: "Is there a dog on the beach?",
      answer: "yes",
      confidence: 0.94,
      abstained: false,
      evidence: [
        { videoId, path, startSeconds: 12.4, endSeconds: 17.9, similarity: 0.312, caption: "a dog on a beach" },
      ],
      steps: [{ did: "looked for a dog on the beach", found: "1 moment" }],
    },
  },
  getCurve: {
    ...ofVideo,
    query: { query: "a dog then a cat" },
    answer: {
      videoId,
      curves: [{ phrase: "a dog", cells: [{ startSeconds: 0, endSeconds: 95.2, similarity: 0.21 }] }],
    },
  },
  exportMoments: { body: { query: "a dog", format: "csv", includeMisses: true } },
  exportChosenMoments: { body: { moments: [keptMoment], format: "edl", title: "Beach" } },
  listCollections: { answer: { collections: [collection] } },
  createCollection: { body: { name: "Beach", moments: [keptMoment] }, answer: collected },
  getCollection: { ...ofCollection, answer: collected },
  renameCollection: { ...ofCollection, body: { name: "Beach" }, answer: collection },
  collectMoments: { ...ofCollection, body: { moments: [keptMoment] }, answer: collected },
  orderMoments: { ...ofCollection, body: { momentIds: [momentId] }, answer: collected },
  exportCollection: { ...ofCollection, query: { format: "otio", handlesSeconds: 0.2 } },
  dropMoment: { params: { collectionId, momentId }, answer: collected },
  deleteCollection: ofCollection,
  listSavedSearches: { answer: { searches: [savedSearch] } },
  saveSearch: { body: { name: savedSearch.name, search: savedSearch.search }, answer: savedSearch },
  getSavedSearch: { params: { searchId }, answer: savedSearch },
  renameSavedSearch: { params: { searchId }, body: { name: "Dogs" }, answer: savedSearch },
  deleteSavedSearch: { params: { searchId } },
  listMarks: { query: { text: "a dog", about: "query", limit: 20 }, answer: { marks: [mark] } },
  addMarks: { body: { marks: [newMark] }, answer: { marks: [mark] } },
  listNextToJudge: {
    query: { count: 5 },
    answer: {
      hits: [
        {
          query: "a dog",
          videoId,
          path,
          startSeconds: 12.4,
          endSeconds: 17.9,
          keyframeSeconds: 14.2,
          confidence: 0.97,
        },
      ],
      hitCount: 140,
      judgedCount: 50,
      leastCount: 20,
      precision: { share: 0.84, interval: [0.73, 0.91], worthMarks: 58.3 },
    },
  },
  removeMark: { params: { markId } },
  verifyIndex: {
    query: { deep: "false" },
    answer: { ok: true, checks: [{ name: "catalog", ok: true, detail: "quick_check found nothing" }] },
  },
  rebuildIndex: { answer: { videos: 1, frames: 118, clips: 24 } },
  listModels: {
    answer: {
      inUse: "kinodex/embedded",
      models: [
        {
          id: "kinodex/embedded",
          family: "contrastive",
          dimension: 256,
          licence: "Apache-2.0",
          sizeBytes: 61_000_000,
          isDefault: true,
          source: "ships with Kinodex",
        },
      ],
      pipelines: ["archive", "detailed", "fast"],
    },
  },
  getSession: { answer: { keyNeeded: true, scope: "read" } },
  openSession: { body: { key: "kdx_0123456789ab_nb2kQ3S4t5U6v7W8x9Y0z1A2b3C4d5E6f7G8h9I0j1K" } },
  closeSession: {},
  checkLiveness: { answer: { ok: true } },
  checkReadiness: { answer: { ok: true, checks: { index: { ok: true, detail: "1 videos" } } } },
  readMetrics: {},
};
