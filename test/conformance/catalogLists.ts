import { expect } from "chai";
import { createRandom } from "../../src/core/random.js";
import type { WritableCatalog } from "../../src/store/catalog/catalog.js";
import {
  toNameKey,
  videoSortKeys,
  type VideoFilter,
  type VideoQuery,
  type VideoSortKey,
} from "../../src/store/catalog/videoLists.js";
import type { VideoRecord } from "../../src/store/store.js";
import { videoIdOf, videoOf } from "../store/fixtures.js";

/** What every catalog owes those who list videos. */
export function listsVideos(getCatalog: () => WritableCatalog): void {
  describe("lists of videos", () => {
    const random = createRandom(37);
    let catalog: WritableCatalog;
    beforeEach(() => {
      catalog = getCatalog();
    });

    const day = (n: number) => new Date(Date.UTC(2024, 0, n)).toISOString();
    /** Adds videos of all kinds: some alike in what they are sorted by, all in three folders. */
    const add = async (n: number): Promise<void> => {
      const { info } = videoOf(n);
      const path = `/videos/${["", "2023/", "2023/may/"][n % 3]}${n % 2 ? "Clip" : "clip"} ${n}.mp4`;
      const times = { durationSeconds: 10 * (n % 4), recordedAt: day(1 + (n % 5)) };
      await catalog.beginVideo(videoOf(n, { path, info: { ...info, ...times } }));
    };
    const keyOf: Readonly<Record<VideoSortKey, (video: VideoRecord) => string | number>> = {
      added: ({ createdAt }) => createdAt,
      name: ({ paths }) => toNameKey(paths[0]?.split("/").at(-1) ?? ""),
      recorded: ({ recordedAt }) => recordedAt,
      duration: ({ durationSeconds }) => durationSeconds,
    };
    const sorted = (videos: readonly VideoRecord[], sortBy: VideoSortKey, descending: boolean): string[] => {
      const key = keyOf[sortBy];
      const compare = (a: string | number, b: string | number) => Number(a > b) - Number(a < b);
      const rising = videos.toSorted((a, b) => compare(key(a), key(b)) || compare(a.videoId, b.videoId));
      return (descending ? rising.toReversed() : rising).map(({ videoId }) => videoId);
    };
    /** All pages of a list, and what is done after each. */
    const follow = async (query: VideoQuery, afterEach: () => Promise<void> = async () => {}): Promise<string[]> => {
      const met: string[] = [];
      let page = await catalog.listVideos(query);
      for (;;) {
        met.push(...page.videos.map(({ videoId }) => videoId));
        if (!page.next) return met;
        await afterEach();
        page = await catalog.listVideos({ ...query, after: page.next });
      }
    };
    const idsOf = async (filter: VideoFilter): Promise<string[]> => {
      const { videos, total } = await catalog.listVideos({ filter, limit: 1000 });
      const ids = videos.map(({ videoId }) => videoId);
      expect(total).to.equal(ids.length);
      expect(await catalog.videoIdsOf(filter)).to.have.members(ids);
      return ids;
    };

    it("are empty where nothing is, and tell of no more than is asked for", async () => {
      expect(await catalog.listVideos({ limit: 5 })).to.deep.equal({ videos: [], total: 0 });
      expect(await catalog.videoIdsOf({})).to.deep.equal([]);
      expect(await catalog.folders()).to.deep.equal([]);
      for (const n of [1, 2, 3]) await add(n);
      const page = await catalog.listVideos({ limit: 2 });
      expect(page.videos).to.deep.equal((await catalog.videos()).slice(0, 2));
      expect(page.total).to.equal(3);
      expect(await catalog.listVideos({ limit: 3 })).not.to.have.property("next");
    });

    it("hold each video once, in order, whatever they are sorted by", async () => {
      for (let n = 1; n <= 25; n += 1) await add(n);
      const all = await catalog.videos();
      for (const sortBy of videoSortKeys)
        for (const descending of [false, true])
          for (const limit of [1, 7, 25])
            expect(await follow({ sortBy, descending, limit }), `${sortBy} ${descending} ${limit}`).to.deep.equal(
              sorted(all, sortBy, descending),
            );
      const byName = await catalog.listVideos({ sortBy: "name", limit: 4 });
      const names = byName.videos.map(({ paths }) => paths[0]?.split("/").at(-1));
      expect(names, "numbers by their value").to.deep.equal(["Clip 1.mp4", "clip 2.mp4", "Clip 3.mp4", "clip 4.mp4"]);
    });

    it("hold what stays exactly once while others come and go between the pages", async () => {
      const staying = Array.from({ length: 30 }, (_, n) => 2 * n + 1);
      for (const n of staying) await add(n);
      let coming: number[] = [];
      const disturb = async (): Promise<void> => {
        for (const n of coming) await catalog.removeVideo(videoIdOf(n));
        coming = Array.from({ length: 3 }, () => 2 * (1 + Math.floor(random() * 30)));
        for (const n of coming) await add(n);
      };
      for (const sortBy of videoSortKeys)
        for (const descending of [false, true]) {
          await disturb(); // so that pages end at videos that go
          const met = await follow({ sortBy, descending, limit: 7 }, disturb);
          const kept = met.filter((videoId) => staying.some((n) => videoIdOf(n) === videoId));
          expect(kept, `${sortBy} ${descending}`).to.have.length(staying.length);
          expect(new Set(kept).size).to.equal(staying.length);
        }
    });

    it("hold what passes a filter, and page through that", async () => {
      for (let n = 1; n <= 24; n += 1) await add(n);
      const all = await catalog.videos();
      const filters: readonly (readonly [VideoFilter, (video: VideoRecord) => boolean])[] = [
        [{}, () => true],
        [{ videoIds: [videoIdOf(3), videoIdOf(99)] }, ({ videoId }) => videoId === videoIdOf(3)],
        [{ videoIds: [] }, () => false],
        [{ folders: ["/videos/2023"] }, ({ paths }) => paths[0]?.includes("/2023/") === true],
        [{ folders: ["/videos/2023/may", "/none"] }, ({ paths }) => paths[0]?.includes("/may/") === true],
        [{ folders: ["/"] }, () => true],
        [{ folders: ["/videos/20"] }, () => false],
        [{ name: "CLIP 1" }, ({ paths }) => / \d*1\d*\.mp4$/.test(paths[0] ?? "")],
        [{ name: "%" }, () => false],
        [{ recordedFrom: day(2) }, ({ recordedAt }) => recordedAt >= day(2)],
        [
          { recordedFrom: day(2), recordedBefore: day(4) },
          ({ recordedAt }) => recordedAt >= day(2) && recordedAt < day(4),
        ],
        [{ minDurationSeconds: 10, maxDurationSeconds: 20 }, (video) => [10, 20].includes(video.durationSeconds)],
        [
          { folders: ["/videos/2023"], name: "clip", minDurationSeconds: 30 },
          ({ paths, durationSeconds }) => paths[0]?.includes("/2023/") === true && durationSeconds >= 30,
        ],
      ];
      for (const [filter, passes] of filters) {
        const wanted = all.filter(passes);
        expect(await idsOf(filter), JSON.stringify(filter)).to.deep.equal(sorted(wanted, "added", false));
        const paged = await follow({ filter, sortBy: "recorded", descending: true, limit: 2 });
        expect(paged).to.deep.equal(sorted(wanted, "recorded", true));
      }
    });

    it("know a video by the name of its first file, and in the folders of all of its files", async () => {
      const { stamp } = videoOf(1);
      await catalog.beginVideo(videoOf(1, { path: "/b/Ärger im Büro.mp4" }));
      expect(await idsOf({ name: "buro arger" })).to.deep.equal([videoIdOf(1)]);
      await catalog.attachPath(videoIdOf(1), "/a/zoo.mp4", stamp);
      expect(await idsOf({ name: "arger" })).to.deep.equal([]);
      expect(await idsOf({ name: "zoo" })).to.deep.equal([videoIdOf(1)]);
      for (const folder of ["/a", "/b"]) expect(await idsOf({ folders: [folder] })).to.deep.equal([videoIdOf(1)]);
      await catalog.beginVideo(videoOf(2, { path: "/a/other.mp4" }));
      expect(await catalog.folders()).to.deep.equal([
        { folder: "/a", videoCount: 2 },
        { folder: "/b", videoCount: 1 },
      ]);
      await catalog.attachPath(videoIdOf(2), "/a/zoo.mp4", stamp);
      expect(await idsOf({ name: "arger" }), "its other file is another video's now").to.deep.equal([videoIdOf(1)]);
      await catalog.attachPath(videoIdOf(1), "/c/moved.mp4", stamp, { gone: ["/b/Ärger im Büro.mp4"] });
      expect(await idsOf({ name: "moved", folders: ["/c"] })).to.deep.equal([videoIdOf(1)]);
      await catalog.detachPath("/c/moved.mp4");
      expect(await idsOf({ name: "moved" })).to.deep.equal([]);
      expect(await idsOf({}), "it is still there").to.have.length(2);
    });

    it("go by the file's own time where its tags do not say when it was recorded", async () => {
      const { info, stamp } = videoOf(1);
      const modifiedNs = BigInt(Date.UTC(2020, 1, 2)) * 1_000_000n;
      await catalog.beginVideo(
        videoOf(1, { info: { ...info, recordedAt: undefined }, stamp: { ...stamp, modifiedNs } }),
      );
      expect((await catalog.findVideo(videoIdOf(1)))?.recordedAt).to.equal("2020-02-02T00:00:00.000Z");
    });
  });
}
