using Reining.Models;
using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Chapters;

/// <summary>Many images or codes through a model, piece by piece; the result is on the processor, wherever the model is.</summary>
static class ModelPasses
{
    /// <summary>Codes (N, d) of images (N, C, S, S).</summary>
    public static Tensor CodesOf(this Autoencoder model, Tensor images) => MiniBatches.Map(images, piece => model.Encode(piece).cpu());

    /// <summary>Images (N, C, S, S) of codes (N, d).</summary>
    public static Tensor ImagesOf(this Autoencoder model, Tensor codes) => MiniBatches.Map(codes, piece => model.Decode(piece).cpu());
}
