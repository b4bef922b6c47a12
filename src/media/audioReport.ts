import { isComplaint } from "./decodeReport.js";
import { explainFailure } from "./explainFailure.js";
import type { MediaInfo } from "./mediaInfo.js";
import { TOO_MUCH_MEMORY, type ProcessExit } from "./superviseProcess.js";

const maxProblems = 10;

/** How the decoding of sound ended. */
export interface AudioOutcome {
  /** Length of the sound given, silence before and within it included; 0 where there is none. */
  readonly lengthSeconds: number;
  /** Whether all of the sound came out undamaged; true where there is none. */
  readonly complete: boolean;
  /** In plain words, why it is not complete; at most eleven. */
  readonly problems: readonly string[];
}

/** Collects what happened while sound was decoded, and words it for people. */
export class AudioReport {
  private lengthSeconds = 0;
  private readonly problems: string[];
  private isDamaged = false;
  private isListening = true;

  constructor(private readonly info: Pick<MediaInfo, "problems" | "hasClockJumps" | "sound">) {
    this.problems = info.sound ? [...info.problems] : [];
  }

  addSamples(seconds: number): void {
    this.lengthSeconds += seconds;
  }

  addProblem(problem: string): void {
    if (this.problems.length < maxProblems) this.problems.push(problem);
  }

  /** Takes a line of ffmpeg's stderr, written at `-loglevel level+warning`. */
  addMessage(line: string): void {
    if (this.isListening && isComplaint(line, this.info.hasClockJumps)) this.isDamaged = true;
  }

  /** From here on ffmpeg only complains about being stopped. */
  stopListening(): void {
    this.isListening = false;
  }

  addExit({ endedBy, signal, exitCode, stderrTail }: ProcessExit): void {
    if (endedBy === "timeout") this.addProblem("decoding the sound was stopped: it took too long");
    else if (endedBy === "stall") this.addProblem("decoding the sound was stopped: ffmpeg came to a standstill");
    else if (endedBy === "memory") this.addProblem(`decoding the sound was stopped: ${TOO_MUCH_MEMORY}`);
    else if (signal !== undefined) this.addProblem(`ffmpeg was ended by ${signal} while it decoded the sound`);
    else if (this.lengthSeconds === 0) this.addProblem(`the sound cannot be read: ${explainSound(stderrTail)}`);
    else if (exitCode !== 0) this.addProblem(`ffmpeg gave up on the sound with exit code ${exitCode}`);
  }

  toOutcome(): AudioOutcome {
    const isPartly = this.isDamaged && this.lengthSeconds > 0;
    const problems = [...this.problems, ...(isPartly ? ["some of the sound is damaged or missing"] : [])];
    return { lengthSeconds: this.lengthSeconds, complete: problems.length === 0, problems };
  }
}

/** What {@link explainFailure} says is about videos; of sound that gives nothing this much is certain. */
function explainSound(stderrTail: string): string {
  if (stderrTail.trim() === "" || /received no packets|Output file is empty/.test(stderrTail))
    return "its stream holds none that can be decoded";
  return explainFailure(stderrTail);
}
