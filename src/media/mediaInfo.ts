/** What is known of a video file before its pictures are decoded. */
export interface MediaInfo {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  /** ffmpeg's name for the container, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly formatName: string;
  readonly codec: string;
  /** Which of the file's streams holds the pictures: the first video stream that is not cover art. */
  readonly streamIndex: number;
  /** Pixels of a picture as it is shown, rotation applied, sample aspect ratio not. */
  readonly width: number;
  readonly height: number;
  /** Clockwise turn that the file asks for, already applied to `width` and `height`: 0, 90, 180 or 270. */
  readonly rotationDegrees: number;
  /** Width over height of one pixel as it is shown; 1 for nearly every file. */
  readonly sampleAspectRatio: number;
  /** Average frames per second; absent where the file does not say. */
  readonly frameRate: number | undefined;
  /** Length of the video stream from its first picture; absent where the file does not say. */
  readonly durationSeconds: number | undefined;
  /** Where the video stream starts on the container's clock. All other times of ours count from here. */
  readonly startSeconds: number;
  /** Where the earliest stream of the file starts on the container's clock; ffmpeg seeks relative to it. */
  readonly containerStartSeconds: number;
  /** Whether frames may be stored in another order than they are shown in. */
  readonly hasReorderedFrames: boolean;
  readonly hasAudio: boolean;
  /** Timecode of the first picture as the file's tags give it, e.g. `01:00:00;00`; absent in most files. */
  readonly timecode: string | undefined;
  /** What the file's own structure shows to be missing, in plain words; empty for a whole file. */
  readonly problems: readonly string[];
}

/** What a probing program says about the file, before it is checked. */
export interface StreamDescription {
  readonly formatName: string;
  readonly videoStreams: readonly Omit<
    MediaInfo,
    "path" | "sizeBytes" | "formatName" | "problems" | "hasAudio" | "timecode" | "containerStartSeconds"
  >[];
  readonly hasAudio: boolean;
  readonly hasCoverArt: boolean;
  readonly timecode: string | undefined;
  readonly containerStartSeconds: number;
}
