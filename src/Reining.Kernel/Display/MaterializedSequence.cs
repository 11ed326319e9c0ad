using System.Collections;

namespace Reining.Kernel.Display;

/// <summary>What is shown of a lazy sequence, read from it once.</summary>
sealed class MaterializedSequence(IEnumerable sequence) : IEnumerable
{
    public Sample Sample { get; } = Sample.Of(sequence);

    public IEnumerator GetEnumerator() => Sample.Items.GetEnumerator();
}
