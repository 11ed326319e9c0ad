using Reining.Grammar;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Autoencoder of strings: the Grammar VAE (Kusner, Paige, Hernández-Lobato, ICML 2017), its deterministic version GRAE (the thesis's
/// chapter on deterministic autoencoders; fact sheet rae.md §8) and, with an alphabet of characters, the character VAE.
/// <code>
/// L = T·mean BCE(one-hot x, p) + w·KL,   KL = ½ mean_j (σ_j² + μ_j² − 1 − log σ_j²),   z = μ + σ⊙ε, ε ~ N(0, 0.01² I)
/// L = T·mean BCE(one-hot x, p) + b·½‖z‖² + λ·Σw²,   z = μ                              (GRAE)
/// p = softmax of D(z) over the rules that replace the same nonterminal as the true one (all symbols for characters)
/// </code>
/// The mean is over steps and symbols. The paper does not say which regularizer and weights GRAE had and its code was never released: L2 on
/// the decoder's kernels and the weights here are ours.
/// </summary>
public sealed class GrammarAutoencoder : Module
{
    const double Clip = 1e-7; // Keras's: keeps both logarithms finite
    const double Masked = -1e9;
    const int DecodingBatch = 1000;
    readonly Tensor? _alternatives;
    readonly Linear _mu;
    readonly Linear? _logVariance;

    /// <summary>What was asked for.</summary>
    public GrammarAutoencoderOptions Settings { get; }

    /// <summary>How strings are written as symbols.</summary>
    public ISequenceAlphabet Alphabet { get; }

    readonly GrammarEncoder _encoder;
    readonly GrammarDecoder _decoder;

    /// <summary>Makes the model.</summary>
    /// <param name="options">Nets and weights.</param>
    /// <param name="alphabet">Rules or characters.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    /// <exception cref="ArgumentException">Net and alphabet differ in length or symbols.</exception>
    public GrammarAutoencoder(GrammarAutoencoderOptions options, ISequenceAlphabet alphabet, Generator generator)
        : base(nameof(GrammarAutoencoder))
    {
        if (options.Net.Length != alphabet.Length || options.Net.Symbols != alphabet.Symbols)
            throw new ArgumentException(
                $"GrammarAutoencoder: expected a net for {alphabet.Length} steps of {alphabet.Symbols} symbols, " +
                $"got one for {options.Net.Length} of {options.Net.Symbols}.");
        (Settings, Alphabet) = (options, alphabet);
        _encoder = Add("encoder", new GrammarEncoder(options.Net, generator));
        _decoder = Add("decoder", new GrammarDecoder(options.Net, generator));
        _mu = Add("mu", new Linear(options.Net.DenseSize, options.Net.LatentSize, generator));
        if (options.Variational)
            _logVariance = Add("log_variance", new Linear(options.Net.DenseSize, options.Net.LatentSize, generator));
        if (alphabet.Alternatives is { } table)
            _alternatives = AddBuffer("alternatives", tensor(table).view(alphabet.Symbols, alphabet.Symbols));
    }

    /// <summary>Codes (N, d) of symbol sequences (N, T, int64); for a variational model its means.</summary>
    public Tensor Encode(Tensor symbols) => _mu.forward(_encoder.forward(OneHot(symbols)));

    /// <summary>Logits (N, T, R) of codes (N, d), not masked.</summary>
    public Tensor Decode(Tensor codes) => _decoder.forward(codes);

    /// <summary>Symbols (N, T), int64, of strings.</summary>
    /// <exception cref="ArgumentException">A string cannot be written in the alphabet.</exception>
    public static Tensor Symbols(ISequenceAlphabet alphabet, IReadOnlyCollection<string> strings) =>
        tensor(strings.SelectMany(s => alphabet.Encode(s)).Select(s => (long)s).ToArray()).view(-1, alphabet.Length);

    /// <summary>Strings of codes (N, d): null where what was decoded is no expression.</summary>
    /// <param name="codes">(N, d); calculated in parts of a thousand.</param>
    /// <param name="noise">For samples of the masked softmax; null for the most likely symbols.</param>
    /// <param name="times">Strings for each code, in a row.</param>
    public IReadOnlyList<string?> Strings(Tensor codes, GumbelNoise? noise, int times = 1)
    {
        using var noGrad = no_grad();
        var size = Alphabet.Length * Alphabet.Symbols;
        var strings = new List<string?>();
        foreach (var part in codes.split(DecodingBatch))
        {
            using var scope = NewDisposeScope();
            var logits = Decode(part).Floats(); // N·T·R
            for (var i = 0; i < logits.Length; i += size)
            {
                for (var k = 0; k < times; k++)
                    strings.Add(Alphabet.Decode(logits.AsSpan(i, size), noise));
            }
        }
        return strings;
    }

    /// <summary>The training objective of one batch.</summary>
    /// <param name="symbols">(N, T), int64.</param>
    /// <param name="random">Random numbers for ε.</param>
    public LossTerms Loss(Tensor symbols, Generator random)
    {
        CheckRegistration();
        var features = _encoder.forward(OneHot(symbols)); // (N, dense)
        var mu = _mu.forward(features); // (N, d)
        if (_logVariance is null)
            return Deterministic(symbols, mu);

        var logVariance = _logVariance.forward(features); // (N, d)
        var noise = Devices.Normal(mu, random) * Settings.NoiseDeviation;
        var reconstruction = Reconstruction(symbols, Decode(mu + (logVariance / 2).exp() * noise));
        var latent = KullbackLeibler(mu, logVariance).mean() * Settings.LatentWeight;
        return LossTerms.Sum(("reconstruction", reconstruction), ("latent", latent));
    }

    /// <summary>KL(N(μ, diag σ²) ‖ N(0, I)) of each row divided by d, as the original has it, (N).</summary>
    public static Tensor KullbackLeibler(Tensor mu, Tensor logVariance) =>
        (logVariance.exp() + mu.square() - 1 - logVariance).mean([1]) * 0.5;

    LossTerms Deterministic(Tensor symbols, Tensor z)
    {
        var reconstruction = Reconstruction(symbols, Decode(z));
        var latent = z.square().sum() * (0.5 * Settings.LatentWeight / z.shape[0]);
        var regularizer = Settings.DecoderWeight > 0
            ? _decoder.Kernels.Select(w => w.square().sum()).Aggregate((a, b) => a + b) * Settings.DecoderWeight
            : null;
        return LossTerms.Sum(("reconstruction", reconstruction), ("latent", latent), ("regularizer", regularizer));
    }

    /// <summary>T times the mean binary cross-entropy between one-hot symbols and masked probabilities.</summary>
    Tensor Reconstruction(Tensor symbols, Tensor logits)
    {
        var logP = nn.functional.log_softmax(Masks(symbols, logits), 2);
        var truth = OneHot(symbols);
        var p = logP.exp().clamp(Clip, 1 - Clip);
        var entropy = truth * logP.clamp(Math.Log(Clip), Math.Log(1 - Clip)) + (1 - truth) * p.neg().log1p(); // (N, T, R)
        return entropy.mean() * -Settings.Net.Length;
    }

    /// <summary>The most likely symbol at each step by way of the codes, among those that could stand where the true one stands; (N, T),
    /// int64.</summary>
    /// <param name="symbols">(N, T), int64.</param>
    public Tensor Likeliest(Tensor symbols)
    {
        using var noGrad = no_grad();
        return Masks(symbols, Decode(Encode(symbols))).argmax(2);
    }

    Tensor Masks(Tensor symbols, Tensor logits) => _alternatives is null ? logits
        : logits + (1 - _alternatives.index_select(0, symbols.flatten()).view_as(logits)) * Masked; // (N, T, R)

    Tensor OneHot(Tensor symbols)
    {
        Shape.Expect(symbols, nameof(GrammarAutoencoder), -1, Settings.Net.Length);
        Shape.ExpectType(symbols, nameof(GrammarAutoencoder), ScalarType.Int64);
        return nn.functional.one_hot(symbols, Settings.Net.Symbols).to(_mu.Weight.dtype); // (N, T, R)
    }

    /// <summary>Logits of symbol sequences by way of their codes.</summary>
    protected override Tensor Compute(Tensor input) => Decode(Encode(input));
}
