namespace Reining.Chapters.Rae;

/// <summary>What was measured of one model and seed.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Seed">Seed.</param>
/// <param name="Reconstructed">Share of held-out strings that come back letter by letter, most likely symbols.</param>
/// <param name="PriorValid">Share of N(0, I) samples, decoded once, that are expressions.</param>
/// <param name="GaussianValid">The same of a Gaussian fitted to the codes.</param>
/// <param name="SearchValid">Share of the search's points of which at least one of 25 decodings is an expression.</param>
/// <param name="MeanScore">Mean score of the search's points without those of the worst value, log 1001; NaN if there are none.</param>
/// <param name="Best">The three best different strings of the search, best first.</param>
/// <param name="BestScores">Their scores.</param>
/// <param name="PredictionError">Root mean squared error of the process on a held-out tenth of the strings, in standard deviations of the scores: 1 is no better than the mean.</param>
/// <param name="BestOfData">Lowest score among the strings that the search started from.</param>
/// <param name="BestEpoch">Epoch whose weights were kept.</param>
public sealed record GrammarMeasurement(
    string Model, ulong Seed, double Reconstructed, double PriorValid, double GaussianValid, double SearchValid, double MeanScore,
    IReadOnlyList<string> Best, IReadOnlyList<double> BestScores, double PredictionError, double BestOfData, long BestEpoch);
