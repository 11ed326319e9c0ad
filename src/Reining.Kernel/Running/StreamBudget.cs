using System.Text;

namespace Reining.Kernel.Running;

/// <summary>Printed text of a cell beyond its head: the last part of it, and how much was left out between.</summary>
sealed class StreamBudget(int limit)
{
    readonly StringBuilder tail = new();
    int headLeft = limit - limit / 2;
    long dropped;

    /// <summary>Starts over with an empty output.</summary>
    public void Clear()
    {
        tail.Clear();
        headLeft = limit - limit / 2;
        dropped = 0;
    }

    /// <summary>Takes from a text what still belongs to the head; the rest goes to the tail.</summary>
    public string TakeHead(string text)
    {
        var head = Math.Min(text.Length, headLeft);
        headLeft -= head;
        if (head < text.Length)
            AppendTail(text.AsSpan(head));
        return head == text.Length ? text : text[..head];
    }

    /// <summary>What to add to the cell at its end; empty if nothing went beyond the head.</summary>
    public string TakeTail()
    {
        CutTail();
        var note = dropped == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\n… {dropped:N0} characters left out: a cell keeps {limit:N0} …\n");
        var text = note + tail;
        Clear();
        return text;
    }

    void AppendTail(ReadOnlySpan<char> text)
    {
        tail.Append(text);
        // Cut seldom and by much, so that printing stays linear.
        if (tail.Length > limit)
            CutTail();
    }

    void CutTail()
    {
        var excess = tail.Length - limit / 2;
        if (excess <= 0)
            return;
        dropped += excess;
        tail.Remove(0, excess);
    }
}
