import { createHash } from "node:crypto";

/** A weak tag of a body, by which a caller who has it already is told so (RFC 9110, section 8.8.3). */
export function toEntityTag(body: string | Buffer): string {
  return `W/"${createHash("sha1").update(body).digest("base64url")}"`;
}
