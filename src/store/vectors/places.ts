import type { BlockPlace, IdRange } from "../catalog/vectorBlock.js";
import { lastUpTo } from "./labels.js";

/** Where vectors lie, by their ids. */
export interface Places {
  find(id: number): BlockPlace | undefined;
  /** Adds a place above all others; one that is there already stays as it is. */
  add(place: BlockPlace): void;
  /** Forgets the places that lie in a range as a whole: of those that go in part, the rest is still to be found. */
  removeWithin(range: IdRange): void;
}

/** @param initial by rising id */
export function createPlaces(initial: readonly BlockPlace[]): Places {
  const places = [...initial];
  const find = (id: number): BlockPlace | undefined => {
    const place = places[lastUpTo(places, "firstId", id)];
    return place && id < place.firstId + place.count ? place : undefined;
  };
  return {
    find,
    add(place) {
      if (!find(place.firstId)) places.push(place);
    },
    removeWithin({ firstId, count }) {
      const from = lastUpTo(places, "firstId", firstId - 1) + 1;
      let to = from;
      for (let place = places[to]; place && place.firstId + place.count <= firstId + count; place = places[to]) to += 1;
      places.splice(from, to - from);
    },
  };
}
