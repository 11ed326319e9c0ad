using System.Text;

namespace Reining.Kernel.Running;

/// <summary>Printed text of a cell beyond its head: the last part of it, and how much was left out between.</summary>
sealed class StreamBudget(int limit)
{
    readonly StringBuilder _tail = new();
    int _headLeft = limit - limit / 2;
    long _dropped;

    /// <summary>Starts over with an empty output.</summary>
    public void Clear()
    {
        _tail.Clear();
        _headLeft = limit - limit / 2;
        _dropped = 0;
    }

    /// <summary>Takes from a text what still belongs to the head; the rest goes to the tail.</summary>
    public string TakeHead(string text)
    {
        var head = Math.Min(text.Length, _headLeft);
        _headLeft -= head;
        if (head < text.Length)
            AppendTail(text.AsSpan(head));
        return head == text.Length ? text : text[..head];
    }

    /// <summary>What to add to the cell at its end; empty if nothing went beyond the head.</summary>
    public string TakeTail()
    {
        CutTail();
        var note = _dropped == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"\n… {_dropped:N0} characters left out: a cell keeps {limit:N0} …\n");
        var text = note + _tail;
        Clear();
        return text;
    }

    void AppendTail(ReadOnlySpan<char> text)
    {
        _tail.Append(text);
        // Cut seldom and by much, so that printing stays linear.
        if (_tail.Length > limit)
            CutTail();
    }

    void CutTail()
    {
        var excess = _tail.Length - limit / 2;
        if (excess <= 0)
            return;
        _dropped += excess;
        _tail.Remove(0, excess);
    }
}
