import { TOO_MUCH_MEMORY, type ProcessExit } from "./superviseProcess.js";

const MAX_PROBLEMS = 10;

/** Error lines that say nothing about the pictures: refused decoders of sound and text, odd notes inside JPEG. */
const HARMLESS = /not on whitelist|unable to decode APP fields/;

/** What decoders say of references that were left out on purpose: by a seek, or by decoding keyframes alone. */
const SKIPPED_REFERENCE = /reference|short term|mmco|co located POCs|frame num gap|Could not find ref/i;

/** Warnings that do mean lost or damaged pictures. */
const DAMAGE = /corrupt|truncat|partial file|ended prematurely|concealing|PES packet size mismatch/i;

/** What demuxers say of the packet before a place where recordings were joined: the next does not continue it. */
const DISCONTINUITY = /Packet corrupt|corrupt input packet/;

/** Whether a line of ffmpeg's stderr, written at `-loglevel level+warning`, tells of something lost or damaged. */
export function isComplaint(line: string, isJoined: boolean): boolean {
  const isError = /\[(error|fatal|panic)\]/.test(line);
  if (HARMLESS.test(line) || !(isError || DAMAGE.test(line))) return false;
  return !(isJoined && DISCONTINUITY.test(line));
}

/** What is known before decoding starts. */
export interface DecodeReportOptions {
  readonly knownProblems?: readonly string[];
  /** References are left out on purpose of frames before this time: of none by default. */
  readonly referencesFromSeconds?: number;
  /** Whether recordings are joined in the file. */
  readonly isJoined?: boolean;
}

/** Collects what happened while a video was decoded, and words it for people. */
export class DecodeReport {
  frameCount = 0;
  /** Whether pictures are missing after the last one. */
  isCutShort = false;
  lastTimeSeconds: number | undefined;
  private readonly problems: string[];
  private isDamaged = false;
  private isListening = true;

  constructor(private readonly options: DecodeReportOptions = {}) {
    this.problems = [...(options.knownProblems ?? [])];
  }

  addFrame(timeSeconds: number): void {
    this.frameCount += 1;
    this.lastTimeSeconds = timeSeconds;
  }

  addProblem(problem: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }

  /** Takes a line of ffmpeg's stderr, written at `-loglevel level+warning`. */
  addMessage(line: string): void {
    const { referencesFromSeconds = 0, isJoined = false } = this.options;
    if (!this.isListening || !isComplaint(line, isJoined)) return;
    if ((this.lastTimeSeconds ?? 0) < referencesFromSeconds && SKIPPED_REFERENCE.test(line)) return;
    this.isDamaged = true; // how often it is said, and in which words, depends on the version and on chance
  }

  /** From here on ffmpeg only complains about being stopped. */
  stopListening(): void {
    this.isListening = false;
  }

  addExit(exit: ProcessExit): void {
    if (exit.endedBy === "timeout") this.addProblem("decoding was stopped: it took too long");
    else if (exit.endedBy === "stall") this.addProblem("decoding was stopped: ffmpeg came to a standstill");
    else if (exit.endedBy === "memory") this.addProblem(`decoding was stopped: ${TOO_MUCH_MEMORY}`);
    else if (exit.signal !== undefined) this.addProblem(`ffmpeg was ended by ${exit.signal}`);
    else if (exit.exitCode !== 0) this.addProblem(`ffmpeg gave up with exit code ${exit.exitCode}`);
  }

  get isClean(): boolean {
    return this.problems.length === 0 && !this.isDamaged;
  }

  toOutcome(): DecodeOutcome {
    const problems = [...this.problems, ...(this.isDamaged ? ["some pictures are damaged or missing"] : [])];
    const { frameCount, lastTimeSeconds, isCutShort } = this;
    return { frameCount, lastTimeSeconds, isCutShort, complete: problems.length === 0, problems };
  }
}

export interface DecodeOutcome {
  readonly frameCount: number;
  /** Time of the last frame given; undefined when there was none in the span. */
  readonly lastTimeSeconds: number | undefined;
  /** Whether pictures are missing after the last one, so that it does not last until where the header says. */
  readonly isCutShort: boolean;
  /** Whether every frame that was asked for came out undamaged. */
  readonly complete: boolean;
  /** In plain words, why it is not complete; at most eleven. */
  readonly problems: readonly string[];
}
