using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// InvGAN (Ghosh, Zietlow, Black, Davis, Hu 2022; thesis, chapter on closing the loop; fact sheet invgan.md §3): a GAN whose discriminator
/// also infers the code of an image. The equations, with W_t = [M(z); codes of real images of step t − 1]:
/// <code>
/// D:    softplus(−c(x)) + softplus(c(G(w))) + λ ‖w − e(G(w))‖²/d + MMD²(e(x), M(z)) + γ/2 ‖∇c(x)‖²
/// G, M: softplus(−c(G(w))) + λ′ ‖w − e(G(w))‖²/d + MMD²(e(x), M(z)) + mean (f(G(e(x))) − f(x))²
/// </code>
/// With classes (§7) the mapping takes one, M(z, y), and the trunk has a class head h; real images (x′, y′) of known classes come beside:
/// <code>
/// D:    + CE(h(x′), y′) + mean over classes MMD²(e(x′), M(z, y)) + μ CE(h(G(M(z, y))), y), the last one late in training
/// G, M: + μ CE(h(G(M(z, y))), y) + mean over classes MMD²(e(x′), M(z, y))
/// </code>
/// The paper's weights and nets were not seen; these are the sheet's decisions.
/// </summary>
public sealed class InvGan : nn.Module
{
    // Of the kernel Σ q·d/(q·d + ‖u − v‖²), times d.
    static readonly double[] KernelWidths = [0.1, 0.5, 1, 2, 10];

    /// <summary>Makes the nets.</summary>
    /// <param name="options">Sizes and loss.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public InvGan(InvGanOptions options, Generator generator) : base(nameof(InvGan))
    {
        ArgumentNullException.ThrowIfNull(options);
        Settings = options;
        Mapping = new MappingNet(options, generator);
        Generator = options.Style is null ? new GanGenerator(options, generator) : new StyleCodeGenerator(options.StyleNets, generator);
        Discriminator = new GanDiscriminator(
            Trunk(options, generator), options.Features, options.CodeSize, options.Classes, generator, options.ScoresCodes);
        register_module("mapping", Mapping);
        register_module("generator", Generator);
        register_module("discriminator", Discriminator);
    }

    /// <summary>Sizes and loss.</summary>
    public InvGanOptions Settings { get; }

    /// <summary>M, draws to codes.</summary>
    public MappingNet Mapping { get; }

    /// <summary>G, codes to images.</summary>
    public Module Generator { get; }

    /// <summary>D, images to score, code, features.</summary>
    public GanDiscriminator Discriminator { get; }

    /// <summary>Images (N, C, S, S) in [0, 1] to features (N, h): the part of a discriminator, or of an encoder, without heads.</summary>
    internal static Module Trunk(InvGanOptions options, Generator generator) =>
        options.Style is null ? new GanTrunk(options, generator) : new StyleCodeTrunk(options.StyleNets, generator);

    /// <summary>The generator's inputs W_t and its images, with gradient.</summary>
    /// <param name="batch">A step's batch.</param>
    /// <exception cref="ArgumentException">Stored codes are there and should not be, or the reverse.</exception>
    public InvGanMade Make(InvGanBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var hasStored = batch.Stored is not null;
        if (hasStored != Settings.Loss.Mixed)
            throw new ArgumentException(
                $"InvGan: expected {(Settings.Loss.Mixed ? "codes of the step before" : "no stored codes")}, " +
                $"got {(batch.Stored is null ? "none" : Shape.Text(batch.Stored))}; the loss says Mixed = {Settings.Loss.Mixed}.");
        var drawn = Mapping.Codes(batch.Noise, batch.DrawnClasses); // (B/2, d) if mixed
        var codes = batch.Stored is null ? drawn : cat([drawn, batch.Stored]); // (B, d)
        return new(drawn, codes, Generator.forward(codes));
    }

    /// <summary>The discriminator's loss; no gradient for the other nets.</summary>
    /// <param name="batch">A step's batch.</param>
    public LossTerms DiscriminatorLoss(InvGanBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var loss = Settings.Loss;
        var (drawn, codes, made) = Detached(batch);
        var count = batch.Images.shape[0];
        Tensor[] parts = batch.KnownImages is null ? [batch.Images, made] : [batch.Images, made, batch.KnownImages];
        var all = Discriminator.Read(cat(parts)); // (2B, …) or (2B + L, …): one pass, as nothing in it mixes rows
        var (real, fake) = (all.Rows(0, count), all.Rows(count, made.shape[0]));
        var known = batch.KnownImages is null ? null : all.Rows(count + made.shape[0], batch.KnownImages.shape[0]);
        var adversarial = loss.Relativistic
            ? F.softplus(fake.Score - real.Score).mean()
            : F.softplus(-real.Score).mean() + F.softplus(fake.Score).mean();
        return LossTerms.Sum(
            ("adversarial", adversarial),
            ("latent", Weighted(loss.LatentWeight, () => F.mse_loss(fake.Code, codes))),
            ("discrepancy", Weighted(loss.DiscrepancyWeight, () => Discrepancy(real.Code, drawn))),
            ("classes", known is null ? null : Weighted(
                loss.ClassWeight, () => F.cross_entropy(known.ClassScores!, batch.KnownClasses!))),
            ("class discrepancy", ClassDiscrepancy(batch, known?.Code, drawn)),
            ("made classes", batch.TrustsMade ? MadeClasses(batch, fake) : null));
    }

    /// <summary>The discriminator's gradient penalty, R1; with relativistic scores R1 + R2.</summary>
    /// <param name="batch">A step's batch.</param>
    public LossTerms PenaltyLoss(InvGanBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var images = batch.Images;
        if (Settings.Loss.Relativistic)
            images = cat([images, Detached(batch).Images]);
        var x = images.detach().requires_grad_();
        var slope = Gradients.Differentiable(Discriminator.forward(x).sum(), x, "InvGan.PenaltyLoss"); // (B or 2B, C, S, S)
        return new LossTerms(slope.square().sum() * (Settings.Loss.PenaltyWeight / 2 / batch.Images.shape[0]));
    }

    /// <summary>What the discriminator says about real images, without gradient; null if the generator's loss does not ask.</summary>
    /// <param name="batch">A step's batch.</param>
    public GanReading? ReadReal(InvGanBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!Settings.Loss.NeedsReal)
            return null;
        using var noGrad = no_grad();
        if (batch.KnownImages is null || Settings.Loss.ClassDiscrepancyWeight == 0)
            return Discriminator.Read(batch.Images);
        var (count, all) = (batch.Images.shape[0], Discriminator.Read(cat([batch.Images, batch.KnownImages])));
        return all.Rows(0, count) with { KnownCode = all.Code.narrow(0, count, batch.KnownImages.shape[0]) };
    }

    /// <summary>The loss of generator and mapping; the discriminator's parameters must be frozen.</summary>
    /// <param name="batch">A step's batch.</param>
    /// <param name="real">What <see cref="ReadReal"/> says, after the discriminator's update.</param>
    public LossTerms GeneratorLoss(InvGanBatch batch, GanReading? real)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var loss = Settings.Loss;
        var (drawn, codes, made) = batch.Made ?? Make(batch);
        var again = loss.Reconstructs ? Generator.forward(real!.Code) : null; // a pass of its own: batch statistics of its own
        var all = Discriminator.Read(again is null || loss.FeatureWeight == 0 ? made : cat([made, again]));
        var fake = all.Rows(0, made.shape[0]);
        return LossTerms.Sum(
            ("adversarial", F.softplus(loss.Relativistic ? real!.Score - fake.Score : -fake.Score).mean()),
            ("latent", Weighted(
                loss.GeneratorLatentWeight, () => F.mse_loss(fake.Code, loss.LatentMovesMapping ? codes : codes.detach()))),
            ("discrepancy", Weighted(loss.DiscrepancyWeight, () => Discrepancy(real!.Code, drawn))),
            ("feature", Weighted(
                loss.FeatureWeight, () => F.mse_loss(all.Features.narrow(0, made.shape[0], again!.shape[0]), real!.Features))),
            ("pixel", Weighted(loss.PixelWeight, () => F.mse_loss(again!, batch.Images))),
            ("classes", MadeClasses(batch, fake)),
            ("class discrepancy", ClassDiscrepancy(batch, real?.KnownCode, drawn)));
    }

    InvGanMade Detached(InvGanBatch batch)
    {
        using var noGrad = no_grad();
        var made = batch.Made ?? Make(batch);
        return new(made.Drawn.detach(), made.Codes.detach(), made.Images.detach());
    }

    Tensor Discrepancy(Tensor first, Tensor second) =>
        MaximumMeanDiscrepancy.Unbiased(first, second, Widths);

    Tensor? ClassDiscrepancy(InvGanBatch batch, Tensor? known, Tensor drawn) => known is null ? null : Weighted(
        Settings.Loss.ClassDiscrepancyWeight,
        () => MaximumMeanDiscrepancy.WithinClasses(known, batch.KnownClasses!, drawn, batch.DrawnClasses!, Widths) * Settings.Classes);

    // Of the images that were drawn for a class; those of stored codes have none.
    Tensor? MadeClasses(InvGanBatch batch, GanReading made) => batch.DrawnClasses is null ? null : Weighted(
        Settings.Loss.MadeClassWeight,
        () => F.cross_entropy(made.ClassScores!.narrow(0, 0, batch.Noise.shape[0]), batch.DrawnClasses));

    double[] Widths => [.. KernelWidths.Select(q => q * Settings.CodeSize)];

    static Tensor? Weighted(double weight, Func<Tensor> term) => weight == 0 ? null : weight == 1 ? term() : term() * weight;
}
