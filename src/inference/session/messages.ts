import type { ErrorCode, ErrorData } from "../../core/errors.js";
import type { ProviderName } from "./providers.js";
import type { SessionInput, Tensor } from "../tensor.js";

/** What the session's thread needs to open the model. */
export interface OpenRequest {
  readonly path: string;
  readonly sha256: string;
  readonly providers: readonly ProviderName[];
  readonly intraOpThreads: number;
  readonly isBackground: boolean;
}

/** From the caller to the session's thread. */
export type SessionRequest =
  | {
      readonly kind: "run";
      readonly id: number;
      readonly inputs: Readonly<Record<string, SessionInput>>;
      readonly outputNames: readonly string[];
    }
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

/** From the session's thread to the caller. */
export type SessionReply =
  | {
      readonly kind: "opened";
      readonly provider: ProviderName;
      readonly passedOver: readonly PassedOver[];
      readonly inputNames: readonly string[];
      readonly outputNames: readonly string[];
    }
  | { readonly kind: "refused"; readonly failure: Failure }
  | { readonly kind: "ran"; readonly id: number; readonly outputs: Readonly<Record<string, Tensor>> }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure };
