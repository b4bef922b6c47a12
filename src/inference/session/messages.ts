import type { ErrorCode, ErrorData } from "../../core/errors.js";
import type { GeneratedToken, GenerationRequest } from "../generation/request.js";
import type { SessionInput, Tensor, TensorSpec } from "../tensor.js";
import type { ProviderName } from "./providers.js";
import type { StatedFile } from "./verifiedFile.js";

/** A model's file, and the files of weights beside it that it names itself. */
export interface OnnxFile extends StatedFile {
  readonly externalData?: readonly StatedFile[] | undefined;
}

/** What the session's thread needs to open the model. */
export interface OpenRequest {
  readonly model: OnnxFile;
  readonly tokenEmbedder: OnnxFile | undefined;
  readonly head: OnnxFile | undefined;
  readonly providers: readonly ProviderName[];
  readonly intraOpThreads: number;
  readonly isBackground: boolean;
}

/** Work of the session's thread; it is done in the order in which it was asked for. */
export type SessionTask =
  | {
      readonly kind: "run";
      /** Whether the embedder of tokens is meant, and not the model. */
      readonly ofEmbedder: boolean;
      readonly inputs: Readonly<Record<string, SessionInput>>;
      readonly outputNames: readonly string[];
    }
  | { readonly kind: "generate"; readonly request: GenerationRequest };

/** From the caller to the session's thread. */
export type SessionRequest =
  | (SessionTask & { readonly id: number })
  /** Heard at once, wherever the task with this id stands. */
  | { readonly kind: "stop"; readonly id: number }
  | { readonly kind: "close" };

/** An error as it crosses threads: structured cloning would lose its class and code. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data: ErrorData;
}

/** A provider that was tried before the one that runs, and why it was passed over. */
export interface PassedOver {
  readonly provider: ProviderName;
  readonly reason: string;
}

/** What the thread says once the model is loaded. */
export interface OpenedSession {
  readonly provider: ProviderName;
  readonly passedOver: readonly PassedOver[];
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** From the session's thread to the caller. */
export type SessionReply =
  | (OpenedSession & { readonly kind: "opened" })
  | { readonly kind: "refused"; readonly failure: Failure }
  | { readonly kind: "token"; readonly id: number; readonly token: GeneratedToken }
  /** A task is done; one that generates has no outputs. */
  | { readonly kind: "done"; readonly id: number; readonly outputs: Readonly<Record<string, Tensor>> }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure };
