namespace Reining.Kernel.Engine;

/// <summary>Whether code can be run as it is.</summary>
public enum Completeness
{
    /// <summary>It can.</summary>
    Complete,

    /// <summary>More has to follow, for example a closing brace.</summary>
    Incomplete,

    /// <summary>Nothing that follows would make it C#.</summary>
    Invalid,
}
