/**
 * Logit scale and bias by what a model was trained through: exports leave them out.
 *
 * A softmax's scale is clipped at 100 and ends there (CLIP, https://arxiv.org/abs/2103.00020); a sigmoid's are those of
 * SigLIP 2's base model (https://arxiv.org/abs/2502.14786).
 */
export function logitsOf(trainedThrough: "softmax" | "sigmoid"): {
  readonly logitScale: number;
  readonly logitBias: number;
} {
  return trainedThrough === "softmax"
    ? { logitScale: 100, logitBias: 0 }
    : { logitScale: Math.exp(4.7245), logitBias: -16.772 };
}
