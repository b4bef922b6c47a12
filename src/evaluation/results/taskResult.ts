import type { Declared } from "../declaration.js";
import type { Figure } from "../figure.js";
import type { Estimate, TaskSummary } from "../probing/summarise.js";

/** What one task gave: of examples a summary, of an index figures, of media one or both; or why it did not run. */
export type TaskResult = {
  readonly declared: Declared;
} & (
  | { readonly skipped: string }
  | { readonly summary: TaskSummary; readonly figures?: readonly Figure[] | undefined }
  | { readonly figures: readonly Figure[]; readonly asked: number; readonly clusters: number }
);

/** The keys of a task in `results`. */
export function toEntries(result: TaskResult): Record<string, unknown> {
  if ("summary" in result)
    return Object.assign(
      toSummaryEntries(result.declared, result.summary),
      ...(result.figures ?? []).map(toFigureEntries),
    ) as Record<string, unknown>;
  if (!("figures" in result)) return {};
  const { temporalGain } = result.figures.find(({ name }) => name === result.declared.headline) ?? {};
  return Object.assign(
    { alias: result.declared.what },
    ...result.figures.map(toFigureEntries),
    temporalGain ? toPlainEntries("temporal_gain", temporalGain) : {},
  ) as Record<string, unknown>;
}

function toSummaryEntries(declared: Declared, summary: TaskSummary): Record<string, unknown> {
  const { figures, chance, temporalGain, reversedFall, testsTime, warnings, unansweredShare } = summary;
  return Object.assign(
    { alias: declared.what },
    ...Object.entries(figures).map(([name, estimate]) => toEstimateEntries(name, estimate)),
    {
      "parse_fail_rate,none": unansweredShare,
      chance: chance[declared.headline] ?? null,
      ...toPlainEntries("temporal_gain", temporalGain),
      ...toPlainEntries("reversed_fall", reversedFall),
      tests_time: testsTime,
      warnings,
    },
  ) as Record<string, unknown>;
}

function toEstimateEntries(name: string, { value, standardError, interval }: Estimate): Record<string, unknown> {
  return {
    [`${name},none`]: value,
    [`${name}_stderr,none`]: standardError ?? null,
    [`${name}_interval,none`]: interval ?? null,
  };
}

const toPlainEntries = (name: string, estimate: Figure["temporalGain"]): Record<string, unknown> => ({
  [name]: estimate?.value ?? null,
  [`${name}_interval`]: estimate?.interval ?? null,
});

function toFigureEntries({ name, value, interval, chance, count }: Figure): Record<string, unknown> {
  return {
    [`${name},none`]: value,
    ...(interval ? { [`${name}_interval,none`]: interval } : {}),
    ...(count === undefined ? {} : { [`${name}_count,none`]: count }),
    ...(chance === undefined ? {} : { [`${name}_chance,none`]: chance }),
  };
}
