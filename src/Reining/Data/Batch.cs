namespace Reining.Data;

/// <summary>The examples of one training step.</summary>
/// <param name="Indices">Into the data set, in the order of the batch.</param>
/// <param name="Position">Where in the stream the batch stood.</param>
public sealed record Batch(int[] Indices, BatchPosition Position);
