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
  /**
   * Frames per second of the grid that the frames' times lie on, as far as ffmpeg can tell; other than `frameRate`
   * where frames are missing from the grid, last for different times, or are stored as two fields.
   */
  readonly gridFrameRate: number | undefined;
  /** Length of the video stream from its first picture; absent where the file does not say. */
  readonly durationSeconds: number | undefined;
  /** Where the video stream starts on the container's clock. All other times of ours count from here. */
  readonly startSeconds: number;
  /** Where the earliest stream of the file starts on the container's clock; ffmpeg seeks relative to it. */
  readonly containerStartSeconds: number;
  /** Whether frames may be stored in another order than they are shown in. */
  readonly hasReorderedFrames: boolean;
  readonly hasAudio: boolean;
  /** Channels of the first sound stream; absent without one, or where the file does not say. */
  readonly audioChannels: number | undefined;
  /** Timecode of the first picture as the file's tags give it, e.g. `01:00:00;00`; absent in most files. */
  readonly timecode: string | undefined;
  /** Codec of each subtitle stream, in the order of the file. */
  readonly subtitleCodecs: readonly string[];
  /** What the file's own structure shows to be missing, in plain words; empty for a whole file. */
  readonly problems: readonly string[];
}

type FileDescription = Pick<
  MediaInfo,
  "hasAudio" | "audioChannels" | "subtitleCodecs" | "timecode" | "containerStartSeconds"
>;

/** What a probing program says about the file, before it is checked. */
export interface StreamDescription extends FileDescription {
  readonly formatName: string;
  readonly videoStreams: readonly Omit<
    MediaInfo,
    "path" | "sizeBytes" | "formatName" | "problems" | keyof FileDescription
  >[];
  readonly hasCoverArt: boolean;
}
