using Reining.Models;
using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>Whatever draws codes, makes images of them, and, unless it is a GAN alone, infers codes from images.</summary>
/// <param name="Draw">Codes (n, d), n of them, by a generator.</param>
/// <param name="Make">Images (B, C, S, S) of codes (B, d); differentiable.</param>
/// <param name="Infer">Codes (B, d) of images (B, C, S, S); null where nothing infers any.</param>
public sealed record InversionSystem(Func<long, Generator, Tensor> Draw, Func<Tensor, Tensor> Make, Func<Tensor, Tensor>? Infer)
{
    /// <summary>Features (B, h) of images that the discriminator sees; null without one.</summary>
    public Func<Tensor, Tensor>? Features { get; init; }

    /// <summary>A trained model, frozen.</summary>
    /// <param name="model">In evaluation mode afterwards, without gradients of its own.</param>
    /// <param name="infers">Whether its discriminator's codes mean anything.</param>
    public static InversionSystem Of(InvGan model, bool infers)
    {
        ArgumentNullException.ThrowIfNull(model);
        Freeze(model);
        return Now(model, infers);
    }

    /// <summary>A model as it is now, within a training that goes on: nothing of it is changed.</summary>
    internal static InversionSystem Now(InvGan model, bool infers)
    {
        Tensor Draw(long count, Generator random)
        {
            var draws = randn(count, model.Settings.PriorSize, generator: random);
            var classes = model.Settings.Classes;
            return model.Mapping.Codes(draws, classes == 0 ? null : randint(0, classes, [count], dtype: int64, generator: random));
        }
        return new(
            Draw, model.Generator.forward,
            infers ? x => model.Discriminator.Read(x).Code : null)
        {
            Features = x => model.Discriminator.Read(x).Features,
        };
    }

    /// <summary>Evaluation mode, and no gradient for parameters: only codes and images are differentiated from now on.</summary>
    internal static void Freeze(nn.Module model)
    {
        model.eval();
        foreach (var parameter in model.parameters())
            parameter.requires_grad_(false);
    }

    /// <summary>Codes (N, d) of any number of images (N, C, S, S), without gradient.</summary>
    /// <exception cref="InvalidOperationException">Nothing infers codes.</exception>
    public Tensor CodesOf(Tensor images) => MiniBatches.Map(images, Infer ?? throw new InvalidOperationException(
        "InversionSystem.CodesOf: expected something that infers codes, got a GAN alone; choose a model with an encoder."));

    /// <summary>Images (N, C, S, S) of any number of codes (N, d), without gradient.</summary>
    public Tensor ImagesOf(Tensor codes) => MiniBatches.Map(codes, Make);

    /// <summary>Reconstructions of images (N, C, S, S), without gradient.</summary>
    public Tensor Reconstruct(Tensor images)
    {
        using var scope = NewDisposeScope();
        return ImagesOf(CodesOf(images)).MoveToOuterDisposeScope();
    }

    /// <summary>Codes (n, d) that a seed decides, without gradient.</summary>
    public Tensor DrawCodes(long count, ulong seed)
    {
        using var noGrad = no_grad();
        using var random = new Generator(seed);
        return Draw(count, random);
    }
}
