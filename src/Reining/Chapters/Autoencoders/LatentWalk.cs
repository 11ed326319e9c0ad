using Reining.Densities;
using Reining.Images;
using Reining.Models;
using Reining.Numerics;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>
/// An autoencoder's codes, walked through by hand along their principal directions, in standard deviations from their mean; beside the
/// decoded picture the training image whose code is nearest.
/// </summary>
public sealed class LatentWalk : IExplorable
{
    const double Farthest = 4;

    readonly Autoencoder _model;
    readonly Tensor _images, _codes, _mean, _steps;
    readonly Lazy<Tensor> _draws;

    /// <summary>Finds the directions.</summary>
    /// <param name="model">The autoencoder, on the processor; the walk owns it.</param>
    /// <param name="images">Images (N, C, S, S) that it was trained on, some thousands; the walk keeps them.</param>
    /// <param name="title">What it is.</param>
    /// <param name="origin">Where its weights come from.</param>
    public LatentWalk(Autoencoder model, Tensor images, string title, string origin)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (_model, _images, Title, Origin) = (model, images.DetachFromDisposeScope(), title, origin);
        _model.eval();
        _codes = MiniBatches.Map(images, model.Encode).DetachFromDisposeScope(); // (N, d)
        var (mean, variances, directions) = PrincipalAxes.Of(_codes.to(float64));
        _mean = mean.to(float32).DetachFromDisposeScope(); // (1, d)
        // Of two opposite directions that whose largest component is positive.
        var largest = directions.gather(1, directions.abs().argmax(1, keepdim: true));
        _steps = (directions * largest.sign() * variances.sqrt().unsqueeze(1)).to(float32).DetachFromDisposeScope(); // (d, d)
        var shares = (variances / variances.sum()).Doubles();
        Factors = [.. shares.Select((share, i) => new Factor($"direction {i + 1}", Group(i), -Farthest, Farthest, 0) { Unit = "σ" })];
        _draws = new(() => Draws(_codes));

        string Group(int i)
        {
            var half = (shares.Length + 1) / 2;
            var (first, last) = i < half ? (0, half) : (half, shares.Length);
            return FormattableString.Invariant(
                $"directions {first + 1} to {last}: {100 * shares[first..last].Sum():0} % of the codes' variance");
        }
    }

    /// <summary>The chapter's models that have codes of their own.</summary>
    internal static ChapterExplorer Models { get; } =
        new([.. Explored.OrderBy(m => m.Id == "rae" ? 0 : 1).Select(m => m.Id)]) { Open = Open };

    /// <inheritdoc/>
    public string Title { get; }

    /// <inheritdoc/>
    public string Origin { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Factor> Factors { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Captions { get; } = ["the decoded code", "the training image with the nearest code"];

    /// <inheritdoc/>
    public (string Right, string Down)? Dragged => Factors.Count > 1 ? (Factors[0].Name, Factors[1].Name) : null;

    /// <summary>A code of the mixture that is fitted to the codes, as coordinates along the directions.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<double> Draw(ulong seed)
    {
        using var scope = NewDisposeScope();
        var all = _draws.Value;
        var row = (long)(RandomStream.Seed(seed, RandomPurpose.Sampling) % (ulong)all.shape[0]);
        return Coordinates(all[row]);
    }

    /// <summary>Values of the factors for a code (d), cut to their ranges.</summary>
    internal IReadOnlyList<double> Coordinates(Tensor code)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var lengths = _steps.square().sum(dim: 1);
        var coordinates = _steps.mv(code - _mean[0]) / lengths.clamp_min(1e-12); // (d)
        return [.. coordinates.clamp(-Farthest, Farthest).Doubles()];
    }

    /// <inheritdoc/>
    public IReadOnlyList<PixelImage> Render(IReadOnlyList<double> values)
    {
        Factor.Check("Render", Factors, values);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var code = Code(values);
        var nearest = (_codes - code).square().sum(dim: 1).argmin(0);
        var both = cat([_model.Decode(code).clamp(0, 1), _images[nearest].unsqueeze(0)]); // (2, C, S, S)
        return new ImageBatch(both, PixelRange.ZeroToOne).ToPixelImages();
    }

    /// <summary>The code (1, d) of values.</summary>
    internal Tensor Code(IReadOnlyList<double> values) =>
        _mean + tensor([.. values.Select(v => (float)v)], 1, Factors.Count).mm(_steps);

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        foreach (var kept in new[] { _images, _codes, _mean, _steps })
            kept.Dispose();
        if (_draws.IsValueCreated)
            _draws.Value.Dispose();
    }

    static IEnumerable<RaeModel> Explored => RaeModel.Table.Where(m => m.FirstStage is null);

    static IExplorable Open(ExploreRequest asked)
    {
        const int Images = 5_000;
        var row = RaeModel.Named(asked.Model);
        var found = asked.Finished(RaeChapter.Name, [.. RaeProfile.Profiles.All.Select(p => p.Name)],
            request => RaeChapter.Experiments(request, [row]));
        return new LatentWalk(found.Load(), found.TrainingImages(Images), found.Title, found.Run.Origin);
    }

    /// <summary>Codes (M, d) of a mixture of ten Gaussians.</summary>
    static Tensor Draws(Tensor codes)
    {
        const int Count = 1_000;
        const double Ridge = 1e-3;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var components = (int)Math.Clamp(codes.shape[0] / (4 * codes.shape[1]), 1, RaeEvaluation.Components);
        var mixture = GaussianMixture.Fit(codes, new GaussianMixtureOptions { Components = components, Ridge = Ridge });
        return mixture.Sample(Count, seed: 1).to(float32).DetachFromDisposeScope();
    }
}
