import { refuse, toJson, type HubAnswer } from "./hubFaults.js";
import { describeRepository, type Commit } from "./hubRepositories.js";

/** What a hub serves, and to whom. */
export interface HubContent {
  /** Commits of each repository, the newest last. */
  readonly repositories: ReadonlyMap<string, readonly Commit[]>;
  readonly withoutDigests: boolean;
  /** What requests must come with, where it is a closed hub. */
  readonly token: string | undefined;
}

/** What the hub is asked for. */
interface HubQuestion {
  readonly url: URL;
  readonly authorization: string | undefined;
  /** Where it sends to for large files. */
  readonly cdn: string;
}

/** Describes a repository, or serves one of its files. */
export function answerAsHub(content: HubContent, { url, authorization, cdn }: HubQuestion): HubAnswer {
  const { repositories, withoutDigests, token } = content;
  if (token !== undefined && authorization !== `Bearer ${token}`) return refuse(401);
  const api = /^\/api\/models\/([^/]+\/[^/]+)(?:\/revision\/([^/]+))?$/.exec(url.pathname);
  const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url.pathname);
  const [id, revision = "main", path] = (api ?? resolve ?? []).slice(1).map((part) => part && decodePath(part));
  if (id === undefined) return refuse(404);
  const commits = repositories.get(id);
  // Whoever shows no token is not told which repositories exist.
  if (!commits) {
    return authorization === undefined ? refuse(401) : refuse(404, ["RepoNotFound", "Repository not found"]);
  }
  const commit = findCommit(commits, revision);
  if (!commit) return refuse(404, ["RevisionNotFound", `Invalid rev id: ${revision}`]);
  if (path !== undefined) return answerWithFile(content, `${cdn}/repos/${id}`, commit, path);
  const blobs = url.searchParams.get("blobs") === "true";
  return toJson(200, describeRepository(id, commit, { blobs, withoutDigests }));
}

/** Serves a large file at the address that the hub gave, and at no other. */
export function answerAsCdn({ repositories, withoutDigests }: HubContent, url: URL): HubAnswer {
  const [, id = "", sha = "", path = ""] = /^\/repos\/([^/]+\/[^/]+)\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
  const commit = repositories.get(id)?.find((candidate) => candidate.sha === sha);
  const { bytes, large } = commit?.files.get(decodePath(path)) ?? {};
  if (!bytes || !large || url.searchParams.get("signature") !== signatureOf(sha))
    return refuse(403, ["", "AccessDenied"]);
  const headers = { "accept-ranges": "bytes", "content-type": "application/octet-stream" };
  const etag = withoutDigests ? {} : { etag: `"${large.sha256}"` };
  return { status: 200, headers: { ...headers, ...etag }, body: bytes };
}

function answerWithFile({ withoutDigests }: HubContent, folder: string, commit: Commit, path: string): HubAnswer {
  const file = commit.files.get(path);
  if (!file) return refuse(404);
  const { bytes, blobId, large } = file;
  const headers = { "x-repo-commit": commit.sha, "accept-ranges": "bytes" };
  if (!large) {
    const etag = withoutDigests ? {} : { etag: `"${blobId}"` };
    return { status: 200, headers: { ...headers, ...etag, "content-type": "text/plain; charset=utf-8" }, body: bytes };
  }
  const linked = withoutDigests ? {} : { "x-linked-etag": `"${large.sha256}"` };
  const location = `${folder}/${commit.sha}/${encodeURIComponent(path)}?signature=${signatureOf(commit.sha)}`;
  return { status: 302, headers: { ...headers, ...linked, "x-linked-size": String(bytes.length), location } };
}

/** Stands for what makes a link to a large file one that cannot be guessed. */
function signatureOf(sha: string): string {
  return sha.slice(0, 8);
}

/** `main`, a whole commit name, or its beginning. */
function findCommit(commits: readonly Commit[], revision: string): Commit | undefined {
  if (revision === "main") return commits.at(-1);
  return /^[0-9a-f]{7,40}$/.test(revision) ? commits.findLast(({ sha }) => sha.startsWith(revision)) : undefined;
}

/** The part of a content that a request wants, where it wants a part. */
export function toPart(answer: HubAnswer, range: string | undefined): HubAnswer {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === undefined || answer.status !== 200 || !answer.body || !answer.headers["accept-ranges"]) return answer;
  const { length } = answer.body;
  const start = Number(from);
  const end = to ? Math.min(Number(to) + 1, length) : length;
  if (start >= end) return { status: 416, headers: { "content-range": `bytes */${length}` }, body: Buffer.alloc(0) };
  const headers = { ...answer.headers, "content-range": `bytes ${start}-${end - 1}/${length}` };
  return { status: 206, headers, body: answer.body.subarray(start, end) };
}

/** A path without its percent signs; as it is where they do not decode. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
