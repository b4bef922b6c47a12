import type { ResultsDocument } from "../../results/document.js";
import type { Section } from "../report.js";

/** What the figures depend on: with all of this the same, a run gives the same figures. */
export function toFacts(document: ResultsDocument): Section {
  const { config, data, versions_env: environment } = document;
  const facts: Readonly<Record<string, unknown>> = {
    Model: config.model,
    "SHA-256 of the model": config.model_hash,
    "Examined by": [config.model_args["by"]].flat().join(" and "),
    Data: data.name,
    "SHA-256 of the data": data.sha256,
    Frames: `${config.frames.n} of a sequence; ${config.frames.policy}`,
    "Words for clips": config.phrases ?? "none",
    Seed: config.random_seed,
    "Draws of a bootstrap": config.bootstrap_iters,
    "Maximum number of examples": config.limit ?? "none",
    Code: document.git_hash,
    ...environment,
    "SHA-256 of the samples": document.samples.sha256,
    Begun: new Date(document.date * 1000).toISOString(),
    "Seconds that it took": document.total_evaluation_time_seconds,
  };
  return {
    title: "How it was measured",
    blocks: [
      {
        kind: "table",
        caption: "What the figures depend on",
        columns: [
          { title: "Fact", kind: "text" },
          { title: "Value", kind: "text" },
        ],
        rows: Object.entries(facts).map(([name, value]) => [{ text: name }, { text: String(value) }]),
      },
    ],
  };
}
