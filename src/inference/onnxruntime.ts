import type * as Onnxruntime from "onnxruntime-node";
import { loadNative } from "../core/native.js";

const systems = "Linux with glibc and Windows, on x64 and arm64, and macOS on arm64";

/**
 * onnxruntime, loaded when it is first needed.
 *
 * @throws {KinodexError} `environment` where it cannot be
 */
export function loadOnnxruntime(): typeof Onnxruntime {
  return loadNative("onnxruntime-node", systems) as typeof Onnxruntime;
}
