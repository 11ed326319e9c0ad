using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>What generator and mapping make of a batch.</summary>
/// <param name="Drawn">M(z), (B/2, d) where batches are mixed, (B, d) else.</param>
/// <param name="Codes">W_t, (B, d): drawn codes, then stored ones.</param>
/// <param name="Images">G(W_t), (B, C, S, S).</param>
public sealed record InvGanMade(Tensor Drawn, Tensor Codes, Tensor Images);
