import type { ApiContext } from "../context.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import {
  nameBody,
  newSavedSearchSchema,
  savedSearchListSchema,
  savedSearchParams,
  savedSearchSchema,
} from "../schemas/collections.js";

/** Searches that people make again. */
export function createSavedSearchRoutes({ kept: { searches } }: ApiContext): Route[] {
  const tag = "collections";
  const one = { description: "the saved search", schema: savedSearchSchema };
  const missing = () => new ApiError(404, "not-found", "There is no such saved search.");
  return [
    defineRoute({
      name: "listSavedSearches",
      method: "get",
      path: "/v1/searches",
      tag,
      summary: "The saved searches, by name",
      scope: "read",
      responses: { 200: { description: "saved searches", schema: savedSearchListSchema } },
      handle: async () => ({ body: { searches: await searches.list() } }),
    }),
    defineRoute({
      name: "saveSearch",
      method: "post",
      path: "/v1/searches",
      tag,
      summary: "Save a search under a name, to make it again",
      scope: "ingest",
      body: { kind: "json", schema: newSavedSearchSchema },
      responses: { 201: one },
      handle: async ({ body: { name, search } }) => {
        const { cursor: _, ...whole } = search; // it begins at the best moment again
        const saved = await searches.create(name, whole);
        return { status: 201, body: saved, headers: { Location: `/v1/searches/${saved.searchId}` } };
      },
    }),
    defineRoute({
      name: "getSavedSearch",
      method: "get",
      path: "/v1/searches/{searchId}",
      tag,
      summary: "A saved search; what it holds is what searchMoments takes",
      scope: "read",
      params: savedSearchParams,
      responses: { 200: one },
      handle: async ({ params }) => {
        const saved = await searches.find(params.searchId);
        if (saved) return { body: saved };
        throw missing();
      },
    }),
    defineRoute({
      name: "renameSavedSearch",
      method: "patch",
      path: "/v1/searches/{searchId}",
      tag,
      summary: "Give a saved search another name",
      scope: "ingest",
      params: savedSearchParams,
      body: { kind: "json", schema: nameBody },
      responses: { 200: one },
      handle: async ({ params, body }) => ({ body: await searches.rename(params.searchId, body.name) }),
    }),
    defineRoute({
      name: "deleteSavedSearch",
      method: "delete",
      path: "/v1/searches/{searchId}",
      tag,
      summary: "Delete a saved search",
      scope: "ingest",
      params: savedSearchParams,
      responses: { 204: { description: "it is deleted" } },
      handle: async ({ params }) => {
        if (await searches.remove(params.searchId)) return { status: 204 };
        throw missing();
      },
    }),
  ];
}
