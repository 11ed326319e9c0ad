namespace Reining.Kernel.Display;

/// <summary>What a shown value is.</summary>
enum ShownKind
{
    /// <summary>One piece of text.</summary>
    Text,

    /// <summary>Parts without names, in brackets.</summary>
    List,

    /// <summary>Parts without names, in parentheses.</summary>
    Tuple,

    /// <summary>Parts with names.</summary>
    Object,

    /// <summary>Rows, each a shown value with parts.</summary>
    Table,
}
