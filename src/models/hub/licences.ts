import { KinodexError } from "../../core/errors.js";

/** Licences of a hub's models that allow research, or what earns nothing, alone. */
const restricted = /^(?:apple-a(?:mlr|scl)|cc-by-nc|.*research|.*non-?commercial|fair-noncommercial)/i;

/** Whether a licence, as hubs write it, keeps people from some uses. */
export function isRestricted(licence: string): boolean {
  return restricted.test(licence);
}

/**
 * Asks for consent to a licence that allows research alone.
 *
 * @throws {KinodexError} `usage` without it
 */
export function checkLicence(
  { id, licence, source }: { readonly id: string; readonly licence: string; readonly source: string },
  isAccepted = false,
): void {
  if (isAccepted || !isRestricted(licence)) return;
  const message = `the licence of ${id} is ${licence}, which allows research alone: read it at ${source}, and give --accept-licence where it suits you`;
  throw new KinodexError("usage", message, { id, licence });
}
