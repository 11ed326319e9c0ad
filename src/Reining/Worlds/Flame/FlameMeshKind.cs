namespace Reining.Worlds;

/// <summary>Which parameters two meshes have that are compared; the others are 0 (gif-conditional.md §5.2).</summary>
public enum FlameMeshKind
{
    /// <summary>Shape alone.</summary>
    Shape,

    /// <summary>Expression and jaw, without global rotation.</summary>
    Expression,

    /// <summary>Global rotation and jaw.</summary>
    Pose,

    /// <summary>Expression, global rotation and jaw: what GIF calls expression.</summary>
    PosedExpression,
}
