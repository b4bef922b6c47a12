/** What an index remembers of the model that made its vectors; vectors of two models cannot be compared. */
export interface ModelIdentity {
  readonly id: string;
  /** SHA-256 over all that changes an output of the model. */
  readonly hash: string;
  /** Values of an embedding; 0 of a model that makes none. */
  readonly dimension: number;
}
