namespace Reining.Bench;

/// <summary>Prepared work of one side.</summary>
public interface IWorkload
{
    /// <summary>Software and version, for the report.</summary>
    string Engine { get; }

    /// <summary>Does so many steps; returns the last step's value (a loss, say), by which the sides are compared.</summary>
    double Run(int steps);

    /// <summary>All values of the last step, where it has several.</summary>
    IReadOnlyList<double>? Values => null;
}
