import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";

/**
 * The frame of a request to a model that looks at one.
 *
 * @throws {KinodexError} `usage` for none, or several
 */
export function requireOneFrame(id: string, frames: readonly DecodedFrame[]): DecodedFrame {
  const [frame] = frames;
  if (frame && frames.length === 1) return frame;
  throw new KinodexError("usage", `the model ${id} looks at one frame at a time; it was given ${frames.length}`, {
    model: id,
    frames: frames.length,
  });
}

/** @throws {KinodexError} `usage` for a prompt to a model that reads none */
export function refusePrompt(id: string, prompt: string | undefined): void {
  if (prompt === undefined) return;
  throw new KinodexError("usage", `the model ${id} describes pictures and reads no prompt`, { model: id });
}
