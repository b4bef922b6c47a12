import type { CollectionContents, NewKeptMoment } from "../../app/keptThings.js";
import type { ApiContext } from "../context.js";
import { exportFile, exportTypes } from "../exportFile.js";
import { requireVideo } from "../files/videoFile.js";
import { ApiError } from "../problem.js";
import { defineRoute, type Route } from "../route.js";
import {
  addMomentsSchema,
  chosenExportSchema,
  collectionContentsSchema,
  collectionExportQuery,
  collectionListSchema,
  collectionParams,
  collectionSchema,
  keptMomentParams,
  nameBody,
  newCollectionSchema,
  orderSchema,
  type CheckedMoment,
  type CollectionContentsView,
} from "../schemas/collections.js";

/** Collections of moments that people keep. */
export function createCollectionRoutes(context: ApiContext): Route[] {
  const { index, roots } = context;
  const { collections } = context.kept;
  const tag = "collections";
  const contents = { 200: { description: "the collection and its moments", schema: collectionContentsSchema } };

  const requireCollection = async (collectionId: string): Promise<CollectionContents> => {
    const collection = await collections.find(collectionId);
    if (collection) return collection;
    throw new ApiError(404, "not-found", "There is no such collection.");
  };
  /** Moments with the path that their file has now; what the index has forgotten keeps its last one. */
  const locate = async ({ moments, ...collection }: CollectionContents) => {
    const videos = await index.findVideos([...new Set(moments.map(({ videoId }) => videoId))]);
    const pathOf = new Map(videos.map(({ videoId, paths }) => [videoId, paths[0]]));
    const located = moments.map((moment) => ({
      ...moment,
      path: pathOf.get(moment.videoId) ?? moment.path,
      isIndexed: pathOf.has(moment.videoId),
    }));
    return { ...collection, moments: located };
  };
  const toView = async (collection: CollectionContents): Promise<CollectionContentsView> => {
    const { moments, ...rest } = await locate(collection);
    return {
      ...rest,
      moments: moments.map(({ path, sources, ...moment }) => ({
        ...moment,
        path: roots.show(path),
        sources: [...sources],
      })),
    };
  };
  const toKept = async (moments: readonly CheckedMoment[]): Promise<NewKeptMoment[]> => {
    const kept: NewKeptMoment[] = [];
    for (const { keyframeSeconds, ...moment } of moments) {
      const { paths } = await requireVideo(index, moment.videoId);
      kept.push({ ...moment, keyframeSeconds: keyframeSeconds ?? moment.startSeconds, path: paths[0] ?? "" });
    }
    return kept;
  };

  return [
    defineRoute({
      name: "listCollections",
      method: "get",
      path: "/v1/collections",
      tag,
      summary: "The collections, by name",
      scope: "read",
      responses: { 200: { description: "collections without their moments", schema: collectionListSchema } },
      handle: async () => ({ body: { collections: await collections.list() } }),
    }),
    defineRoute({
      name: "createCollection",
      method: "post",
      path: "/v1/collections",
      tag,
      summary: "Begin a collection",
      scope: "ingest",
      body: { kind: "json", schema: newCollectionSchema },
      responses: { 201: { description: "the collection and its moments", schema: collectionContentsSchema } },
      handle: async ({ body: { name, moments = [] } }) => {
        const kept = await toKept(moments); // so that nothing is begun with a moment of no video
        const { collectionId } = await collections.create(name);
        const made =
          kept.length > 0 ? await collections.moments.add(collectionId, kept) : await requireCollection(collectionId);
        return { status: 201, body: await toView(made), headers: { Location: `/v1/collections/${collectionId}` } };
      },
    }),
    defineRoute({
      name: "getCollection",
      method: "get",
      path: "/v1/collections/{collectionId}",
      tag,
      summary: "A collection and its moments, also those of videos that are no longer indexed",
      scope: "read",
      params: collectionParams,
      responses: contents,
      handle: async ({ params }) => ({ body: await toView(await requireCollection(params.collectionId)) }),
    }),
    defineRoute({
      name: "renameCollection",
      method: "patch",
      path: "/v1/collections/{collectionId}",
      tag,
      summary: "Give a collection another name",
      scope: "ingest",
      params: collectionParams,
      body: { kind: "json", schema: nameBody },
      responses: { 200: { description: "the collection", schema: collectionSchema } },
      handle: async ({ params, body }) => ({ body: await collections.rename(params.collectionId, body.name) }),
    }),
    defineRoute({
      name: "deleteCollection",
      method: "delete",
      path: "/v1/collections/{collectionId}",
      tag,
      summary: "Delete a collection; its videos stay",
      scope: "ingest",
      params: collectionParams,
      responses: { 204: { description: "it is deleted" } },
      handle: async ({ params: { collectionId } }) => {
        if (await collections.remove(collectionId)) return { status: 204 };
        throw new ApiError(404, "not-found", "There is no such collection.");
      },
    }),
    defineRoute({
      name: "collectMoments",
      method: "post",
      path: "/v1/collections/{collectionId}/moments",
      tag,
      summary: "Add moments to a collection, after those that are there",
      scope: "ingest",
      params: collectionParams,
      body: { kind: "json", schema: addMomentsSchema },
      responses: contents,
      handle: async ({ params, body }) => {
        const kept = await toKept(body.moments);
        return { body: await toView(await collections.moments.add(params.collectionId, kept)) };
      },
    }),
    defineRoute({
      name: "orderMoments",
      method: "put",
      path: "/v1/collections/{collectionId}/order",
      tag,
      summary: "Put the moments of a collection in another order",
      scope: "ingest",
      params: collectionParams,
      body: { kind: "json", schema: orderSchema },
      responses: contents,
      handle: async ({ params, body }) => ({
        body: await toView(await collections.moments.order(params.collectionId, body.momentIds)),
      }),
    }),
    defineRoute({
      name: "dropMoment",
      method: "delete",
      path: "/v1/collections/{collectionId}/moments/{momentId}",
      tag,
      summary: "Take a moment out of a collection",
      scope: "ingest",
      params: keptMomentParams,
      responses: contents,
      handle: async ({ params: { collectionId, momentId } }) => ({
        body: await toView(await collections.moments.remove(collectionId, momentId)),
      }),
    }),
    defineRoute({
      name: "exportCollection",
      method: "get",
      path: "/v1/collections/{collectionId}/export",
      tag,
      summary: "A collection for an editing program or a spreadsheet, in its order",
      scope: "read",
      params: collectionParams,
      query: collectionExportQuery,
      responses: {
        200: { description: "a file; timelines leave out moments whose file is not there", type: exportTypes },
      },
      handle: async ({ params, query, signal }) => {
        const { name: title, moments } = await locate(await requireCollection(params.collectionId));
        if (moments.length === 0) throw new ApiError(422, "empty", "The collection is empty: add moments first.");
        return exportFile(context, { ...query, moments, title, signal });
      },
    }),
    defineRoute({
      name: "exportChosenMoments",
      method: "post",
      path: "/v1/export/moments",
      tag: "search",
      summary: "Moments that somebody chose for an editing program or a spreadsheet, in the order given",
      scope: "read",
      body: { kind: "json", schema: chosenExportSchema },
      responses: {
        200: { description: "a file; timelines leave out moments whose file is not there", type: exportTypes },
      },
      handle: async ({ body: { moments, ...options }, signal }) =>
        exportFile(context, { ...options, moments: await toKept(moments), signal }),
    }),
  ];
}
