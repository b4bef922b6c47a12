import type { PictureColour } from "./colour/pictureColour.js";

/** What is known of a video file before its pictures are decoded. */
export interface MediaInfo {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  /** ffmpeg's name for the container, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly formatName: string;
  readonly codec: string;
  /** Which of the file's streams holds the pictures: the one that a player shows. */
  readonly streamIndex: number;
  /** Pixels of a picture as it is shown, rotation applied, sample aspect ratio not. */
  readonly width: number;
  readonly height: number;
  /** Clockwise turn that the file asks for, already applied to `width` and `height`: 0, 90, 180 or 270. */
  readonly rotationDegrees: number;
  /** Width over height of one pixel as it is shown; 1 for nearly every file. */
  readonly sampleAspectRatio: number;
  readonly colour: PictureColour;
  /** Average frames per second; absent where the file does not say. */
  readonly frameRate: number | undefined;
  /**
   * Frames per second of the grid that the frames' times lie on, as far as ffmpeg can tell; other than `frameRate`
   * where frames are missing from the grid, last for different times, or are stored as two fields.
   */
  readonly gridFrameRate: number | undefined;
  /**
   * Where players end: with the last picture, which stays on while sound goes on; absent where the file does not say, or
   * where its clock jumps.
   */
  readonly durationSeconds: number | undefined;
  /**
   * Where a player's clock starts on the container's own: with the pictures, or with the sound where that comes clearly
   * before them. All other times of ours count from here.
   */
  readonly startSeconds: number;
  /** Where the first picture starts; 0 for nearly every file. */
  readonly firstPictureSeconds: number;
  /** Where the earliest stream of the file starts on the container's clock; ffmpeg seeks relative to it. */
  readonly containerStartSeconds: number;
  /** Whether the container's clock jumps, as where recordings were joined end to end; no time can be sought then. */
  readonly hasClockJumps: boolean;
  /** Whether frames may be stored in another order than they are shown in. */
  readonly hasReorderedFrames: boolean;
  /** The sound that is played with the pictures. */
  readonly sound: SoundStream | undefined;
  /** Timecode of the first picture as the file's tags give it, e.g. `01:00:00;00`; absent in most files. */
  readonly timecode: string | undefined;
  /** When it was recorded, as its tags say: ISO 8601, UTC; absent in files that were edited since, as a rule. */
  readonly recordedAt: string | undefined;
  /** The subtitle streams that belong to the pictures, in the order of the file. */
  readonly textStreams: readonly TextStream[];
  /** What the file's own structure shows to be missing, in plain words; empty for a whole file. */
  readonly problems: readonly string[];
  /** What else people should know about how the file was read, in plain words; nothing is missing for it. */
  readonly notices: readonly string[];
}

export interface SoundStream {
  readonly streamIndex: number;
  /** Absent where the file does not say. */
  readonly channels: number | undefined;
}

export interface TextStream {
  readonly streamIndex: number;
  readonly codec: string;
  /** As the file tags it, `eng` or `en-GB`; absent where it does not say. */
  readonly language: string | undefined;
}

/** A video stream as a probing program describes it. Times are on the container's clock. */
export interface VideoStream extends Pick<
  MediaInfo,
  | "codec"
  | "streamIndex"
  | "width"
  | "height"
  | "rotationDegrees"
  | "sampleAspectRatio"
  | "colour"
  | "frameRate"
  | "gridFrameRate"
  | "hasReorderedFrames"
> {
  /** Marked as the one to be shown unless somebody chooses. */
  readonly isDefault: boolean;
  /** Cover art and pictures for a timeline. */
  readonly isAttachedPicture: boolean;
  /** Absent where only decoding tells. */
  readonly startSeconds: number | undefined;
  /** From its first picture to the end of its last. */
  readonly lengthSeconds: number | undefined;
}

/** What a probing program says about the file, before it is checked. */
export interface FileDescription {
  readonly formatName: string;
  readonly containerStartSeconds: number;
  /** From `containerStartSeconds` on. */
  readonly containerLengthSeconds: number | undefined;
  readonly timecode: string | undefined;
  readonly recordedAt: string | undefined;
  readonly videoStreams: readonly VideoStream[];
  readonly soundStreams: readonly (SoundStream & {
    readonly isDefault: boolean;
    readonly startSeconds: number | undefined;
    /** From its first sample to its last. */
    readonly lengthSeconds: number | undefined;
  })[];
  readonly textStreams: readonly TextStream[];
  /** Streams that are broadcast together, by index; empty where the container has no programs. */
  readonly programs: readonly (readonly number[])[];
  /** What the program complained of. */
  readonly stderrTail: string;
}
