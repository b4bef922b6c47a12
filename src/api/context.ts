import type { JobService } from "../app/jobService.js";
import type { KeptThings } from "../app/keptThings.js";
import type { ServedIndex } from "../app/servedIndex.js";
import type { Gate } from "./gate.js";
import type { Metrics } from "./metrics.js";
import type { AllowedRoots } from "./security/allowedRoots.js";
import type { KeyStore } from "./security/keys.js";
import type { TakeToken } from "./security/rateLimit.js";
import type { ServerSettings } from "./settings.js";
import type { Uploads } from "./files/uploads.js";

/** What the routes work with. */
export interface ApiContext {
  readonly settings: ServerSettings;
  readonly version: string;
  readonly index: ServedIndex;
  readonly jobs: JobService;
  readonly kept: KeptThings;
  readonly uploads: Uploads;
  readonly roots: AllowedRoots;
  readonly keys: KeyStore;
  readonly keyNeeded: boolean;
  readonly takeToken: TakeToken;
  readonly metrics: Metrics;
  readonly searchGate: Gate;
  /** Of questions: that of searches, but where a server answers them. */
  readonly questionGate: Gate;
  readonly mediaGate: Gate;
  /** Aborts when the server shuts down. */
  readonly shutdown: AbortSignal;
}
