namespace Reining.Data;

/// <summary>Which known factor of an emoji is its class.</summary>
public enum EmojiLabel
{
    /// <summary>Unicode's group: people, flags, food and so on (9 classes with pictures, and component).</summary>
    Category,

    /// <summary>None, one of the five skin tones, or two different ones in one picture.</summary>
    SkinTone,
}
