import type { Observable } from "rxjs";
import type { ModelIdentity } from "../core/modelIdentity.js";
import type { ExportFailure } from "../export/assembleTimeline.js";
import type { Dismissal, Job, JobFilter } from "../jobs/jobQueue.js";
import type { PullOptions, PullReport } from "../models/hub/pull.js";
import type { ModelReport } from "../models/hub/verify.js";
import type { IndexEvent as FileEvent } from "../pipeline/events.js";
import type { GroundedAnswer } from "../qa/answerTypes.js";
import type { QueryMoment } from "../query/searchQuery.js";
import type { StoreCounts, StoredCurve, StoredSegment, VideoRecord } from "../store/catalog/records.js";
import type { SegmentSource } from "../store/catalog/segmentSource.js";
import type { StoreReport } from "../store/verify.js";
import type { VideoPage } from "../store/catalog/videoLists.js";
import type { ResultsDocument } from "../evaluation/results/document.js";
import type { EvaluateOptions } from "./evaluate/runEvaluation.js";
import type { CalibrateOptions, CalibrationReport } from "./calibrateModel.js";
import type { ListedModel } from "./listModels.js";
import type { ListVideosOptions } from "./listVideos.js";
import type { IndexMarks } from "./marks/indexMarks.js";
import type { PaintOptions } from "./paint.js";
import type { SearchComparison } from "./reindex/compareSearches.js";
import type { Query, SearchOptions, SearchResult } from "./searchOptions.js";

export type * from "./marks/indexMarks.js";
export type { CalibrateOptions, CalibrationFigures, CalibrationProgress, CalibrationReport } from "./calibrateModel.js";
export type { ListedModel } from "./listModels.js";
export type { PullOptions, PullReport } from "../models/hub/pull.js";
export type { ModelReport } from "../models/hub/verify.js";
export type { Mark, MarkKind, Verdict } from "../collections/marks.js";
export type { Job, JobResult, JobState } from "../jobs/jobQueue.js";
export type { ResultsDocument } from "../evaluation/results/document.js";
export type { EvaluateOptions } from "./evaluate/runEvaluation.js";
export type { QueryTree } from "../query/language/tree.js";
export type { ConfidentMoment, MomentSource } from "../query/moments/foundMoment.js";
export type {
  GroundedAnswer,
  SegmentSource,
  StoredCurve,
  StoredSegment,
  StoreCounts,
  StoreReport,
  VideoPage,
  VideoRecord,
};
export type { ListVideosOptions } from "./listVideos.js";
export type { PaintOptions } from "./paint.js";
export type { SearchComparison } from "./reindex/compareSearches.js";
export type * from "./searchOptions.js";
export type { VideoFilterOptions } from "./videoFilter.js";
export type { FileEvent };

/** What {@link openKinodex} opens. */
export interface KinodexOptions {
  /** Folder of the index. */
  readonly index: string;
  /**
   * Id of the model that makes a new index; default: the one that ships. An index that is there must have been made with
   * it, where it is given.
   */
  readonly model?: string | undefined;
  /** Whether an index is made where there is none. Default true. */
  readonly create?: boolean | undefined;
  /** What answers questions. Default: `"retrieval"`, Kinodex itself. */
  readonly answerer?: "retrieval" | AnswererModel | AnswererServer | undefined;
  /**
   * Id of a model that judges pictures and texts together. It re-ranks where a search asks for it (`rerank`), and helps to
   * choose among answers. Default: none helps with answers, and the only one that was pulled re-ranks, or the one that ships.
   */
  readonly matcher?: string | undefined;
  /**
   * Id of a model that finds where in a picture something is: with it, a question like "where is the dog" is answered with a
   * moment and boxes too. Default: nobody looks.
   */
  readonly grounder?: string | undefined;
  /** Hears, in sentences, what had to be worked around. Default: nobody. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/** A model that is here and writes, as `models pull` fetches it. */
export interface AnswererModel {
  /** Its id, such as `HuggingFaceTB/SmolVLM-256M-Instruct`. */
  readonly model: string;
}

/** A server that speaks OpenAI's protocol, as Ollama, llama.cpp, LM Studio and vLLM do, with a model that takes pictures. */
export interface AnswererServer {
  /** Such as `http://127.0.0.1:11434/v1#qwen2.5vl:7b`. What comes from a request of others never belongs here. */
  readonly address: string;
  /** Whether pictures may leave this machine for it. Default false. */
  readonly allowRemote?: boolean | undefined;
  /** Default: `$KINODEX_ANSWERER_KEY`. */
  readonly apiKey?: string | undefined;
}

/** What {@link Kinodex.index} may be told. */
export interface IndexOptions {
  /**
   * A preset of `pipelines/`, or a YAML file. Default `archive`, and videos that were indexed with another one stay as
   * they are.
   */
  readonly pipeline?: string | undefined;
}

/** What {@link Kinodex.reindex} does. */
export interface ReindexOptions {
  /** Id of the model to encode with; it was pulled or ships. Not needed to go `back`. */
  readonly model?: string | undefined;
  /** Goes back to the model of before the last switch; only what has been indexed since is encoded. Default false. */
  readonly back?: boolean | undefined;
  /** The preset for all videos. Default: for each the one that it was indexed with. */
  readonly pipeline?: string | undefined;
  /** Whether the index is switched. Without it, all is made ready and compared. Default true. */
  readonly switches?: boolean | undefined;
  /**
   * Whether it is switched though videos cannot be encoded, as their files are gone: these are found by words alone, until
   * they are indexed again. Default false.
   */
  readonly withoutMissing?: boolean | undefined;
}

/** What happens while an index gets another model: its videos are encoded, results compared, and all is switched. */
export type ReindexEvent =
  | IndexEvent
  | ({ readonly type: "compared" } & SearchComparison)
  | {
      readonly type: "switched";
      readonly from: string;
      readonly to: string;
      /** Paths of the videos that the new model has nothing of. */
      readonly missing: readonly string[];
    };

/** What happens while files and folders are indexed. */
export type IndexEvent =
  /** The folders were looked through; the number of files that will each have an outcome. */
  | { readonly type: "listed"; readonly fileCount: number; readonly emptyFolders: readonly string[] }
  | FileEvent
  /** How far a search graph is that is made at the end. */
  | { readonly type: "graph"; readonly kind: "frames" | "clips"; readonly done: number; readonly total: number };

/** How {@link Kinodex.ask} answers. */
export interface AskOptions {
  /** Only this video: its id, the first 8 characters of it or more, a path, or the name of its file. */
  readonly video?: string | undefined;
  /** Answers to choose from, at least two. */
  readonly choices?: readonly string[] | undefined;
  /** Share of questions about what is not there that may still be answered, in (0, 1). Default 0.05. */
  readonly falseAlarm?: number | undefined;
  /** What answers this question. Default: what the index was opened with. */
  readonly answerer?: KinodexOptions["answerer"];
  /** Stops what looks at pictures, a server or a model; the promise is then rejected with `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Which words of a video {@link Kinodex.annotations} gives, and whether they are made anew. */
export interface AnnotationOptions {
  /** Only those from here. Default: all. */
  readonly source?: SegmentSource | undefined;
  /** Only those in this language, a tag or a name: `en` takes `en-GB` too. Default: whatever they are in. */
  readonly language?: string | undefined;
  /** Runs the annotators of that source again, as after a change of the model's calibration. Default false. */
  readonly again?: boolean | undefined;
  /** A concept bank to describe the video with; makes its captions again. */
  readonly concepts?: string | undefined;
  /**
   * A model that is here, by its id: one that writes makes its descriptions of the video again, and with the source `speech`
   * one that listens its words.
   */
  readonly model?: string | undefined;
}

/** What is said about a video, in time order. */
export interface Annotations {
  readonly video: VideoRecord;
  readonly segments: readonly StoredSegment[];
}

/** Where and how {@link Kinodex.export} writes what a search finds. */
export interface ExportOptions extends SearchOptions {
  /** `edl`, `fcpxml`, `otio`, `csv` or `jsonl`; not needed for `clips` alone. */
  readonly format?: string | undefined;
  /** Also cut each moment into an mp4 file of this folder. */
  readonly clips?: string | undefined;
  /** Seconds that clips begin before their moment, and end after it. Default 0. */
  readonly handlesSeconds?: number | undefined;
  /** Whether files of that name in `clips` are written over. Default false. */
  readonly overwrite?: boolean | undefined;
  /** Name of the timeline. Default: the query. */
  readonly title?: string | undefined;
  /** Whether moments are written that do not count as found. Default false. */
  readonly includeMisses?: boolean | undefined;
  /** Stops the cutting of clips; the promise is then rejected with `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link Kinodex.export} made. Without anything to write, `text` and `clips` are empty. */
export interface ExportResult {
  readonly query: string;
  readonly model: string;
  readonly answered: boolean;
  readonly foundFrom: number;
  /** What was found, best first, misses included. */
  readonly moments: readonly QueryMoment[];
  /** How many of them are misses that were left out. */
  readonly leftOut: number;
  /** What the format asks for, to be written into a file; empty where no file of a moment could be used. */
  readonly text: string;
  readonly clips: readonly {
    readonly file: string;
    readonly path: string;
    readonly videoId: string;
    readonly startSeconds: number;
    readonly endSeconds: number;
  }[];
  /** Files that could not be used, and clips that could not be cut. */
  readonly failed: readonly ExportFailure[];
  /** What an editor should know, and what the format cannot say; one line each. */
  readonly notices: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * An index of videos: searched, asked and looked after. Every method may be called while others run; indexing, removing
 * and rebuilding are one writer at a time, in all processes. Closing it ends what runs.
 */
export interface Kinodex extends AsyncDisposable {
  /** Folder of the index, as it was opened. */
  readonly directory: string;
  /** The model that its vectors were made with. */
  readonly model: ModelIdentity;
  /**
   * Indexes files and folders: cold, and stops when it is unsubscribed from. Every file has one outcome (`indexed`,
   * `unchanged`, `linked` or `failed`); what is stored by then stays, and the next run goes on.
   *
   * Its error is what concerns the machine or the index: `usage` for an unknown pipeline, `environment` without ffmpeg or
   * where another writer is at work.
   */
  index(paths: readonly string[], options?: IndexOptions): Observable<IndexEvent>;
  /**
   * Encodes the videos of the index with another model beside what is searched, tells how far results differ, and switches to
   * it in one step: cold, stops when it is unsubscribed from, and the next one goes on. Searches are served all the while, by
   * the old model until the switch. What the old model made is kept, so that `back` can switch again. Words on videos, jobs,
   * collections and saved searches stay.
   *
   * Its error is `usage` for the model that the index has already and for a pipeline that has to be named, `environment` for
   * an unknown model, a full disk and where another writer does not end, `not-found` where there is nothing to go back to,
   * `input` where files of videos are missing; the index is then as it was.
   */
  reindex(options: ReindexOptions): Observable<ReindexEvent>;
  /**
   * Finds moments.
   *
   * @throws {KinodexError} `usage` for a query that cannot be read, `not-found` for an unknown video
   */
  search(query: Query, options?: SearchOptions): Promise<SearchResult>;
  /**
   * Answers a question, with the seconds that the answer is based on.
   *
   * @throws {KinodexError} `usage` for what is no question, `environment` for a server that fails
   */
  ask(question: string, options?: AskOptions): Promise<GroundedAnswer>;
  /**
   * What is said about a video, by whatever source. Annotators of the default preset that were never run on it are run
   * first; captions are made from what is stored.
   *
   * @throws {KinodexError} `not-found`
   */
  annotations(video: string, options?: AnnotationOptions): Promise<Annotations>;
  /**
   * What an annotator has measured over the time of a video: `surprise`, in nats a patch. Undefined where none did.
   *
   * @throws {KinodexError} `not-found`
   */
  curve(video: string, annotator: string): Promise<StoredCurve | undefined>;
  /**
   * Lists videos: by default all of them, in the order in which they came. With a `limit`, `next` of a page is what the
   * page after it begins with (`after`).
   *
   * @throws {KinodexError} `not-found` for a folder in which no video lies, `usage` for a time that cannot be read
   */
  videos(options?: ListVideosOptions): Promise<VideoPage>;
  /** Forgets a video; its file is not touched. */
  remove(video: string): Promise<VideoRecord>;
  /** Checks what is stored; `deep` reads every vector and compares the search graphs with exact search. */
  verify(options?: { readonly deep?: boolean | undefined }): Promise<StoreReport>;
  /** Makes the search graphs again. */
  rebuild(): Promise<StoreCounts>;
  /**
   * Examines the model of this index on clips, or on videos with ground truth, which are indexed apart.
   *
   * @throws {KinodexError} `usage` for an unknown task, `not-found` and `input` for data that cannot be read at all
   */
  evaluate(options?: EvaluateOptions): Promise<ResultsDocument>;
  /** Writes what a search finds for an editing program, as a table, or as clips. */
  export(query: Query, options: ExportOptions): Promise<ExportResult>;
  /**
   * Turns a text into a picture by a model that paints, as the bytes of a PNG: to be looked at, and to search by
   * (`search({ image })`).
   *
   * @throws {KinodexError} `usage` for a model that cannot paint, and where none or several could be meant
   */
  paint(text: string, options?: PaintOptions): Promise<Uint8Array>;
  /**
   * The picture that a video shows at a time, as the bytes of a JPEG.
   *
   * @throws {KinodexError} `not-found` where its file is gone
   * @param width pixels; default 640.
   */
  thumbnail(video: string, timeSeconds: number, width?: number): Promise<Uint8Array>;
  /**
   * What is queued in this index. `kinodex serve` works through it, one process at a time; whoever adds a job here need not
   * wait for it, or be there when it is done.
   */
  readonly jobs: {
    /**
     * Queues files and the videos of folders, all or none; a file that is queued already gives that job. Throws
     * `queue-full`, and what a path that cannot be read throws.
     */
    add(paths: readonly string[], options?: IndexOptions): Promise<readonly Job[]>;
    find(jobId: string): Promise<Job | undefined>;
    /** The newest first; default: the 50 newest of every state. */
    list(filter?: Partial<JobFilter>): Promise<readonly Job[]>;
    /**
     * Ends a job that waits, and asks one that runs to stop.
     *
     * @throws {KinodexError} `job-state` for one that has ended
     */
    cancel(jobId: string): Promise<Job>;
    /**
     * Queues a job again that failed or was cancelled.
     *
     * @throws {KinodexError} `job-state` for any other
     */
    retry(jobId: string): Promise<Job>;
    /**
     * Forgets a job that has ended, or all that ended in one way, and tells which; an uploaded file of which nothing is
     * indexed goes too.
     *
     * @throws {KinodexError} `job-state` for one that has not ended
     */
    dismiss(which: Dismissal): Promise<readonly Job[]>;
  };
  /**
   * What people said of spans of videos: whether a text is true of them. Marks outlive the videos that they are of, and an
   * index that gets another model. Nothing is written over: what is said later of the same span and text counts.
   */
  readonly marks: IndexMarks;
  /** The models that can be used, and their files. */
  readonly models: {
    list(): Promise<readonly ListedModel[]>;
    verify(id?: string): Promise<ModelReport>;
    /** Fetches a model as `kinodex models pull` does, by the name of its repository on a hub or from a folder. */
    pull(name: string, options?: PullOptions): Promise<PullReport>;
    /**
     * Measures on drawn scenes, and on photographs, how far the captions of a model can be believed, and keeps it beside the model: from then on
     * `index` makes captions. It takes minutes to hours; what was encoded before an interruption is not encoded again.
     *
     * @throws {KinodexError} `usage` for too few scenes, `environment` for an unknown model and where nothing can be
     *   written, `interrupted` when the signal aborts
     */
    calibrate(id: string, options?: CalibrateOptions): Promise<CalibrationReport>;
  };
}
