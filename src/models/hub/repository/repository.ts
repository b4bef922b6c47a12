/** A digest that a repository states of a file: SHA-256 of its bytes, or SHA-1 of the git blob that they are. Hexadecimal. */
export type StatedDigest = { readonly sha256: string } | { readonly gitSha1: string };

/** A file of a repository, as the repository tells of it; nothing of it has been fetched. */
export interface RepositoryFile {
  /** Relative to the repository's root, with slashes. */
  readonly path: string;
  readonly sizeBytes: number | undefined;
  readonly digest: StatedDigest | undefined;
}

/** A part of a file that is on its way. */
export interface FileRest {
  /** Where it begins; 0 where the source does not serve parts. */
  readonly startByte: number;
  /** Bytes of the whole file, where the source says so. */
  readonly totalBytes?: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Where models are fetched from: a repository of a hub at one commit, or a folder. */
export interface Repository {
  /** `owner/name`. */
  readonly id: string;
  /** Its address, for people. */
  readonly source: string;
  /** The commit, where there are commits. */
  readonly revision: string | undefined;
  readonly licence: string | undefined;
  readonly files: readonly RepositoryFile[];
  /** Where a file can be fetched again. */
  urlOf(path: string): string | undefined;
  /**
   * Reads a file from a place on; rejects with any error when the source fails, and the bytes may end early.
   */
  read(path: string, fromByte: number, signal?: AbortSignal): Promise<FileRest>;
}

/** Whether a path stays in the folder that it is relative to, on every system. */
export function isInside(path: string): boolean {
  return /^(?![/.])(?!.*(?:^|\/)\.\.?(?:\/|$))[\w. ()+-]+(?:\/[\w. ()+-]+)*$/.test(path);
}
