import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import type { OpenPart } from "../family.js";

/** What does a capability's work in several sessions, which are closed with it; it runs where the first one does. */
export function toJointPart<Value>(value: Value, sessions: readonly [OnnxSession, ...OnnxSession[]]): OpenPart<Value> {
  return {
    value,
    provider: () => sessions[0].provider,
    async [Symbol.asyncDispose]() {
      await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
    },
  };
}
