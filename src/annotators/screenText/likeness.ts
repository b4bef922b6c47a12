import type { Box } from "../../core/box.js";
import { editDistance } from "../../core/editDistance.js";

/**
 * How alike two texts are, 0 to 1: 1 less the share of characters that differ, whatever their case and
 * their spaces.
 */
export function textLikeness(a: string, b: string): number {
  const [from, to] = [normalise(a), normalise(b)];
  const longest = Math.max(from.length, to.length);
  if (longest === 0) return 1;
  return 1 - editDistance(from, to) / longest;
}

function normalise(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, "");
}

/** The digits of a text, in order. */
export function digitsOf(text: string): string {
  return text.replaceAll(/\D+/g, "");
}

/** Share of the smaller of two boxes that both cover. */
export function boxOverlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const areaOf = (box: Box) => (box.right - box.left) * (box.bottom - box.top);
  const smaller = Math.min(areaOf(a), areaOf(b));
  return width > 0 && height > 0 && smaller > 0 ? (width * height) / smaller : 0;
}
