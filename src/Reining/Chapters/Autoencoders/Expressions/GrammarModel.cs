using Reining.Grammar;
using Reining.Models;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>A model of expressions and its weights.</summary>
/// <param name="Name">GRAE, GVAE or CVAE, as in the paper's Figure 2.</param>
/// <param name="Variational">Whether it is a VAE.</param>
/// <param name="LatentWeight">w of the KL term (mean over d) or b of b·½‖z‖².</param>
/// <param name="DecoderWeight">λ of the decoder's L2 term.</param>
public sealed record GrammarModel(string Name, bool Variational, double LatentWeight, double DecoderWeight)
{
    /// <summary>Identifier in measurements and names of run folders.</summary>
    public string Id => Name.ToLowerInvariant();

    /// <summary>
    /// GRAE, Grammar VAE, character VAE. GRAE's weights are ours, the paper's were not seen: b = 1/d makes the penalty on codes the part of
    /// the Grammar VAE's KL that contains them; λ is about
    /// the chapter's canonical MNIST weight 1e-4 over the 12 symbols that the loss is a mean of.
    /// </summary>
    public static IReadOnlyList<GrammarModel> All { get; } =
    [
        new("GRAE", false, 1.0 / GrammarProfile.LatentSize, 1e-5),
        new("GVAE", true, 1, 0),
        new("CVAE", true, 1, 0),
    ];

    /// <summary>Rules or characters.</summary>
    public ISequenceAlphabet Alphabet() => Name == "CVAE" ? new CharacterAlphabet() : new RuleAlphabet();

    /// <summary>The model's options in a profile.</summary>
    public GrammarAutoencoderOptions Options(GrammarProfile profile)
    {
        var alphabet = Alphabet();
        var net = new SequenceNetOptions(alphabet.Length, alphabet.Symbols, GrammarProfile.LatentSize, RecurrentSize: profile.RecurrentSize)
        {
            NormMomentum = profile.NormMomentum
        };
        return new GrammarAutoencoderOptions(net, Variational, LatentWeight) { DecoderWeight = DecoderWeight };
    }
}
