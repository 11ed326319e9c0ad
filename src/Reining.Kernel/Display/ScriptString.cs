namespace Reining.Kernel.Display;

/// <summary>JavaScript that a front end runs when it is displayed. Offline pages and static views show nothing of it.</summary>
/// <param name="Value">The source.</param>
public sealed record ScriptString(string Value)
{
    /// <summary>The source itself.</summary>
    public override string ToString() => Value;
}
