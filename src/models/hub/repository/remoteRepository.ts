import { z } from "zod";
import { KinodexError, toMessage } from "../../../core/errors.js";
import type { Endpoint } from "./endpoint.js";
import type { ModelName } from "./modelName.js";
import { isInside, type Repository, type RepositoryFile, type StatedDigest } from "./repository.js";

/** What a listing of a repository may weigh; the largest of a hub are a few megabytes. */
const maxListingBytes = 32 * 2 ** 20;
const maxTries = 3;

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const listing = z.object({
  sha: hex(40),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).optional() }).nullish(),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().nonnegative().nullish(),
      blobId: hex(40).nullish(),
      lfs: z.object({ sha256: hex(64), size: z.int().nonnegative() }).nullish(),
    }),
  ),
});

/**
 * Opens a repository of a hub at the commit that its revision now is.
 *
 * Files whose names lead out of a folder are left out: nothing of a repository is fetched but by a name that is asked for.
 *
 * @throws {KinodexError} `not-found` where there is none, `environment` where the server does not give it, `interrupted` on
 *   `signal`
 */
export async function openRemoteRepository(
  { id, revision = "main" }: ModelName,
  endpoint: Endpoint,
  signal?: AbortSignal,
): Promise<Repository> {
  const path = `api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const { sha, cardData, siblings } = await readListing(id, endpoint, async () => {
    const response = await endpoint.get(path, { signal });
    if (!response.ok) throw toRefusal(id, revision, endpoint, response);
    return response;
  });
  const licence = [cardData?.license ?? []].flat().join(", ");
  return createRemoteRepository(
    { id, revision: sha, licence: licence || undefined, files: toFiles(siblings) },
    endpoint,
  );
}

/** A repository at a commit of which it is known what is in it. */
export function createRemoteRepository(
  known: Pick<Repository, "id" | "licence" | "files"> & { readonly revision: string },
  endpoint: Endpoint,
): Repository {
  const { id, revision } = known;
  const urlOf = (path: string) =>
    new URL(`${id}/resolve/${revision}/${path.split("/").map(encodeURIComponent).join("/")}`, endpoint.url).href;
  return {
    ...known,
    source: new URL(id, endpoint.url).href,
    urlOf,
    async read(path, fromByte, signal) {
      const response = await endpoint.getFile(urlOf(path), fromByte, signal);
      if (!response.ok) throw toRefusal(id, revision, endpoint, response, path);
      return endpoint.restOf(response, fromByte);
    },
  };
}

async function readListing(
  id: string,
  endpoint: Endpoint,
  ask: () => Promise<Response>,
): Promise<z.output<typeof listing>> {
  const text = await readText(endpoint, ask);
  let fault = text === undefined ? `more than ${maxListingBytes / 2 ** 20} MB` : "no JSON";
  try {
    const parsed = listing.safeParse(JSON.parse(text ?? ""));
    if (parsed.success) return parsed.data;
    fault = `JSON of another shape (${parsed.error.issues[0]?.path.join(".")})`;
  } catch {
    // told below
  }
  const message = `${endpoint.url} answers nonsense about ${id}: ${fault}. Does $HF_ENDPOINT name a server with the hub's layout?`;
  throw new KinodexError("environment", message, { id, endpoint: endpoint.url });
}

/** An answer's text; asked for once more where it breaks off. Undefined where it is too long. */
async function readText(endpoint: Endpoint, ask: () => Promise<Response>): Promise<string | undefined> {
  for (let tried = 1; ; tried += 1) {
    const response = await ask();
    try {
      const chunks: Uint8Array[] = [];
      let sizeBytes = 0;
      for await (const chunk of endpoint.bytesOf(response)) {
        chunks.push(chunk);
        sizeBytes += chunk.length;
        if (sizeBytes > maxListingBytes) return undefined;
      }
      return Buffer.concat(chunks).toString("utf8");
    } catch (error) {
      if (tried < maxTries) continue;
      const message = `${endpoint.url} breaks off its answer: ${toMessage(error)}. Run it again.`;
      throw new KinodexError("environment", message, { endpoint: endpoint.url }, error);
    }
  }
}

function toFiles(siblings: z.output<typeof listing>["siblings"]): RepositoryFile[] {
  return siblings
    .filter(({ rfilename }) => isInside(rfilename))
    .map(({ rfilename, size, blobId, lfs }) => {
      const digest: StatedDigest | undefined = lfs ? { sha256: lfs.sha256 } : blobId ? { gitSha1: blobId } : undefined;
      return { path: rfilename, sizeBytes: lfs?.size ?? size ?? undefined, digest };
    });
}

function toRefusal(
  id: string,
  revision: string,
  { url }: Endpoint,
  { status, statusText }: Response,
  path?: string,
): KinodexError {
  const what = path === undefined ? id : `${path} of ${id}`;
  const data = { id, revision, status, endpoint: url };
  if (status === 404) {
    const message = `${url} has no ${what} at revision "${revision}". Check the name; one that is private needs $HF_TOKEN.`;
    return new KinodexError("not-found", message, data);
  }
  if (status === 401 || status === 403) {
    const message =
      `${url} gives ${what} to those alone who may have it (${status}), or there is none of that name. ` +
      "Check the name; ask for access on its page, and put a token of yours in $HF_TOKEN.";
    return new KinodexError("environment", message, data);
  }
  const later = status === 429 || status >= 500 ? " Run it again later: what has arrived is kept." : "";
  return new KinodexError("environment", `${url} answers ${status} ${statusText} for ${what}.${later}`, data);
}
