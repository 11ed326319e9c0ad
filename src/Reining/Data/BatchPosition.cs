namespace Reining.Data;

/// <summary>Where a <see cref="BatchStream"/> stands; with its seed this is its whole state, so a run resumes exactly.</summary>
/// <param name="Epoch">Passes over the data completed, from 0.</param>
/// <param name="Batch">Batches already given in this epoch, from 0.</param>
public readonly record struct BatchPosition(long Epoch, int Batch);
