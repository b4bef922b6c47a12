import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Content by path. Paths are told as they are, so that a test may invent ones that no honest repository has. */
export type RepositoryFiles = Readonly<Record<string, Uint8Array>>;

/** A file as the hub keeps it. */
export interface StoredFile {
  readonly bytes: Uint8Array;
  /** SHA-1 of the file as git stores it: for a large file, of the pointer to it. */
  readonly blobId: string;
  /** Of a large file, which the hub keeps beside git and serves from another host. */
  readonly large?: { readonly sha256: string; readonly pointerSize: number };
}

/** All files of a repository at one time. */
export interface Commit {
  readonly sha: string;
  readonly files: ReadonlyMap<string, StoredFile>;
}

/** The repositories `owner/name` that are folders of `folder`. */
export function readRepositories(folder: string): Map<string, RepositoryFiles> {
  const repositories = new Map<string, RepositoryFiles>();
  for (const owner of foldersOf(folder)) {
    for (const name of foldersOf(join(folder, owner))) {
      repositories.set(`${owner}/${name}`, readFiles(join(folder, owner, name)));
    }
  }
  return repositories;
}

function foldersOf(folder: string): string[] {
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
}

function readFiles(folder: string): RepositoryFiles {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
    .sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path).replaceAll(sep, "/"), readFileSync(path)]));
}

/** A commit, whose name depends on its content alone. */
export function toCommit(content: RepositoryFiles): Commit {
  const files = Object.entries(content).map(([path, bytes]) => [path, toStored(path, bytes)] as const);
  const listing = files.map(([path, { blobId }]) => `${blobId} ${path}`).join("\n");
  return { sha: createHash("sha1").update(listing).digest("hex"), files: new Map(files) };
}

function toStored(path: string, bytes: Uint8Array): StoredFile {
  const isLarge = /\.(onnx|onnx_data)$/.test(path) || bytes.length > 100_000;
  if (!isLarge) return { bytes, blobId: blobIdOf(bytes) };
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${bytes.length}\n`,
  );
  return { bytes, blobId: blobIdOf(pointer), large: { sha256, pointerSize: pointer.length } };
}

function blobIdOf(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** What `GET /api/models/{id}` says. Sizes and digests are said where `blobs` are asked for. */
export function describeRepository(
  id: string,
  commit: Commit,
  { blobs, withoutDigests }: { readonly blobs: boolean; readonly withoutDigests: boolean },
): object {
  const license = licenceOf(commit);
  const siblings = [...commit.files].map(([rfilename, file]) => ({
    rfilename,
    ...(blobs && toFacts(file, withoutDigests)),
  }));
  return {
    id,
    modelId: id,
    sha: commit.sha,
    private: false,
    gated: false,
    disabled: false,
    tags: license === undefined ? [] : [`license:${license}`],
    ...(license !== undefined && { cardData: { license } }),
    siblings,
  };
}

function toFacts({ bytes: { length: size }, blobId, large }: StoredFile, withoutDigests: boolean): object {
  if (withoutDigests) return { size };
  return { size, blobId, ...(large && { lfs: { ...large, size } }) };
}

/** The `license` of the front matter of a commit's README. */
function licenceOf({ files }: Commit): string | undefined {
  const readme = Buffer.from(files.get("README.md")?.bytes ?? []).toString("utf8");
  const [, front = ""] = /^---\n(.*?)\n---/s.exec(readme) ?? [];
  return /^license:\s*(\S+)/m.exec(front)?.[1];
}
