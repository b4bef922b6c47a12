import type { TensorSpec } from "../../inference/tensor.js";
import type { Precision } from "../precision.js";
import type { GraphFile, ModelFile } from "../manifest/fields.js";

/** How the repositories of a hub arrange a kind of model, and what Kinodex makes of one. */
export interface HubLayout {
  readonly name: string;
  /** What a repository of this layout has, for people: each is a path, or several of which one is enough. */
  readonly marks: readonly string[];
  /** What a repository holds; `undefined` where it is of another layout. */
  recognise(paths: ReadonlySet<string>): LayoutFiles | undefined;
  /**
   * Looks at the settings alone, before the graphs are fetched, which may be gigabytes.
   *
   * @throws {KinodexError} `model` where they are of a model that Kinodex does not run
   */
  checkSettings?(settings: FetchedSettings): void;
  /**
   * The manifest of what was fetched, not yet validated.
   *
   * @throws {KinodexError} `model` where its settings or graphs are not what the layout says
   */
  toManifest(fetched: FetchedModel): object;
}

/** The files of a repository that Kinodex needs. */
export interface LayoutFiles {
  /** Small files: configurations and tokenisers. */
  readonly settings: readonly string[];
  /** Graphs, for each precision that the repository has. */
  readonly graphs: Readonly<Partial<Record<Precision, readonly string[]>>>;
}

/** The settings of a repository. */
export interface FetchedSettings {
  readonly about: {
    readonly id: string;
    readonly licence: string;
    readonly source: string;
    readonly description: string;
    readonly revision?: string | undefined;
  };
  /** A JSON file; `undefined` where the repository has none of that path. */
  json(path: string): unknown;
  /** A text file that is a setting; `undefined` where the repository has none of that path. */
  text(path: string): string | undefined;
}

/** What was fetched of a repository. */
export interface FetchedModel extends FetchedSettings {
  /** In the order of {@link LayoutFiles.graphs}. */
  readonly graphs: readonly FetchedGraph[];
  file(path: string): ModelFile;
}

/** A graph, its files, and what its session says that it takes and gives. */
export interface FetchedGraph {
  readonly file: GraphFile;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}
