import { presetNames } from "../app/choices.js";
import { ApiError } from "./problem.js";

/** A preset by name; files of presets are for the command line. Throws 400 for a name that there is not. */
export function requirePreset(name: string): string {
  if (presetNames().includes(name)) return name;
  throw new ApiError(400, "pipeline", `There is no such pipeline: use one of ${presetNames().join(", ")}.`);
}
