import type Sharp from "sharp";
import { loadNative } from "../core/native.js";

/**
 * sharp, loaded when it is first needed.
 *
 * @throws {KinodexError} `environment` where it cannot be
 */
export function loadSharp(): typeof Sharp {
  return loadNative("sharp") as typeof Sharp;
}
