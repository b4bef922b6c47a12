/** An upright box in a picture, in shares of its width and height from the top left, each in [0, 1]. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
