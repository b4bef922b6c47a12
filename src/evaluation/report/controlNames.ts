import type { Control } from "../probing/controls.js";

/** What controls are called in a report. */
export const controlNames: Readonly<Record<Control, string>> = {
  full: "shown whole",
  text_only: "text only",
  single_frame_best: "best frame",
  single_frame_mean: "mean of frames",
  shuffled: "shuffled",
  reversed: "backwards",
  frozen: "middle frame only",
  wrong_video: "another video",
  seam_only: "seams only",
};
