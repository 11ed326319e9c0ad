using Reining.Search;

namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>How a model of strings is measured: samples, and the search among its codes.</summary>
/// <param name="Samples">Samples of each prior whose validity is counted.</param>
/// <param name="Rounds">Rounds of the search.</param>
/// <param name="Decodings">Times that each code found is decoded; the most frequent valid string is kept.</param>
/// <param name="Search">Points of a round and how they are found.</param>
/// <param name="Process">The process that predicts scores.</param>
sealed record SearchSettings(int Samples, int Rounds, int Decodings, BatchSearchOptions Search, GaussianProcessOptions Process);
