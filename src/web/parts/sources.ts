import type { Segment } from "../../client/client.js";

/** What people read of where words come from. */
interface SourceLabel {
  /** Above a list of them. */
  readonly title: string;
  /** Of a moment that was found by them. */
  readonly found: string;
}

/** In the order in which they are shown. */
export const sourceLabels: Readonly<Record<Segment["source"], SourceLabel>> = {
  subtitle: { title: "Said", found: "said" },
  speech: { title: "Heard", found: "heard" },
  screen: { title: "Written", found: "written" },
  caption: { title: "Captions", found: "caption" },
};

/** What is said about a video by one source, in one language. */
export interface SourcedSegments extends Pick<SourceLabel, "title"> {
  readonly source: Segment["source"];
  /** BCP 47; `und` where it is not known and that of others of the source is. */
  readonly language: string | undefined;
  /** In time order, at least one. */
  readonly segments: readonly Segment[];
}

/** Segments by their source, in the order of {@link sourceLabels}, and by language where a source has several. */
export function bySource(segments: readonly Segment[]): SourcedSegments[] {
  return (Object.keys(sourceLabels) as Segment["source"][]).flatMap((source) => {
    const { title } = sourceLabels[source];
    const found = segments.filter((one) => one.source === source);
    const languages = [...new Set(found.map(toLanguage))];
    if (languages.length === 1) return [{ source, title, language: found[0]?.language, segments: found }];
    return languages.map((language) => ({
      source,
      title: `${title} (${toLanguageName(language)})`,
      language,
      segments: found.filter((one) => toLanguage(one) === language),
    }));
  });
}

function toLanguage({ language = "und" }: Segment): string {
  return language;
}

function toLanguageName(tag: string): string {
  return tag === "und" ? "language not known" : (new Intl.DisplayNames(["en"], { type: "language" }).of(tag) ?? tag);
}
