import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Content by path. Paths are told as they are, so that a test may invent ones that no honest repository has. */
export type RepositoryFiles = Readonly<Record<string, Uint8Array>>;

/** All files of a repository at one time. */
export interface Commit {
  readonly sha: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What the hub's API says of one file. */
export interface Sibling {
  readonly rfilename: string;
  readonly size?: number;
  /** SHA-1 of the file as git stores it: for a large file, of the pointer to it. */
  readonly blobId?: string;
  readonly lfs?: { readonly sha256: string; readonly size: number; readonly pointerSize: number };
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
export function toCommit(files: RepositoryFiles): Commit {
  const entries = Object.entries(files);
  const listing = entries.map(([path, bytes]) => `${blobIdOf(path, bytes)} ${path}`).join("\n");
  return { sha: sha1(listing), files: new Map(entries) };
}

/** Whether the hub keeps a file beside git, with a SHA-256, and serves it from another host. */
export function isLarge(path: string, bytes: Uint8Array): boolean {
  return /\.(onnx|onnx_data)$/.test(path) || bytes.length > 100_000;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-1 of a file, or of the pointer to a large one, as git names it. */
export function blobIdOf(path: string, bytes: Uint8Array): string {
  const blob = isLarge(path, bytes) ? Buffer.from(pointerTo(bytes)) : bytes;
  return sha1(Buffer.concat([Buffer.from(`blob ${blob.length}\0`), blob]));
}

/** What `GET /api/models/{id}` says. Sizes and digests are said where `blobs` are asked for. */
export function describeRepository(
  id: string,
  commit: Commit,
  { blobs, withoutDigests }: { readonly blobs: boolean; readonly withoutDigests: boolean },
): object {
  const license = licenceOf(commit);
  const siblings = [...commit.files].map(([path, bytes]) =>
    blobs ? toSibling(path, bytes, withoutDigests) : { rfilename: path },
  );
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

function toSibling(path: string, bytes: Uint8Array, withoutDigests: boolean): Sibling {
  const size = bytes.length;
  if (withoutDigests) return { rfilename: path, size };
  const small = { rfilename: path, size, blobId: blobIdOf(path, bytes) };
  if (!isLarge(path, bytes)) return small;
  return { ...small, lfs: { sha256: sha256Of(bytes), size, pointerSize: pointerTo(bytes).length } };
}

/** What git holds in place of a large file. */
function pointerTo(bytes: Uint8Array): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256Of(bytes)}\nsize ${bytes.length}\n`;
}

/** The `license` of the front matter of a commit's README. */
function licenceOf({ files }: Commit): string | undefined {
  const readme = Buffer.from(files.get("README.md") ?? []).toString("utf8");
  const [, front = ""] = /^---\n(.*?)\n---/s.exec(readme) ?? [];
  return /^license:\s*(\S+)/m.exec(front)?.[1];
}

function sha1(content: string | Uint8Array): string {
  return createHash("sha1").update(content).digest("hex");
}
