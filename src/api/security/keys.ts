import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { KinodexError } from "../../core/errors.js";
import type { SqliteDatabase } from "../../core/sqlite.js";

/** What a key allows: each scope includes those before it. */
export const scopes = ["read", "ingest", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** A key as it is kept; what the caller shows is never stored. */
export interface KeyRecord {
  readonly keyId: string;
  readonly name: string;
  readonly scope: Scope;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** The API keys of an index. */
export interface KeyStore {
  /** Makes a key; `key` is told this once. */
  create(name: string, scope: Scope): KeyRecord & { readonly key: string };
  /** The record of a key that is valid. */
  find(key: string): KeyRecord | undefined;
  list(): KeyRecord[];
  /** False when there is none. */
  remove(keyId: string): boolean;
}

const keyPattern = /^kdx_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/**
 * Keys in a table of the service's database.
 *
 * A secret is 256 random bits, so one SHA-256 is all the hashing it needs; hashes are compared in constant time.
 */
export function createKeyStore(database: SqliteDatabase): KeyStore {
  database.exec(`CREATE TABLE IF NOT EXISTS keys (
    key_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'ingest', 'admin')),
    hash BLOB NOT NULL,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
  ) STRICT`);
  const columns = "key_id AS keyId, name, scope, created_at AS createdAt";
  const insert = database.prepare("INSERT INTO keys (key_id, name, scope, hash) VALUES (?, ?, ?, ?)");
  const byId = database.prepare(`SELECT ${columns}, hash FROM keys WHERE key_id = ?`);
  const all = database.prepare(`SELECT ${columns} FROM keys ORDER BY created_at`);
  const deleteKey = database.prepare("DELETE FROM keys WHERE key_id = ?");

  return {
    create(name, scope) {
      if (!scopes.includes(scope))
        throw new KinodexError("usage", `there is no scope "${scope}": give one of ${scopes.join(", ")}`);
      const keyId = randomBytes(6).toString("hex");
      const key = `kdx_${keyId}_${randomBytes(32).toString("base64url")}`;
      insert.run(keyId, name, scope, hashOf(key));
      const { hash: _, ...record } = byId.get(keyId) as KeyRecord & { readonly hash: Uint8Array };
      return { ...record, key };
    },

    find(key) {
      const keyId = keyPattern.exec(key)?.[1];
      const row = keyId && (byId.get(keyId) as (KeyRecord & { readonly hash: Uint8Array }) | undefined);
      if (!row || !timingSafeEqual(row.hash, hashOf(key))) return undefined;
      const { hash: _, ...record } = row;
      return record;
    },

    list: () => all.all() as KeyRecord[],
    remove: (keyId) => deleteKey.run(keyId).changes > 0,
  };
}

/** Whether a key of scope `has` may do what needs `needed`. */
export function allows(has: Scope, needed: Scope): boolean {
  return scopes.indexOf(has) >= scopes.indexOf(needed);
}

function hashOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
