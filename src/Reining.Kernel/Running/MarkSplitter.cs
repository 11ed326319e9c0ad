using System.Text;

namespace Reining.Kernel.Running;

/// <summary>Takes the marks of <see cref="NativeStreams.Mark"/> out of a stream that arrives in pieces.</summary>
sealed class MarkSplitter
{
    bool _inMark;

    /// <summary>The text without marks, and how many marks ended in it.</summary>
    public (string Text, int Marks) Take(ReadOnlySpan<char> piece)
    {
        var text = new StringBuilder(piece.Length);
        var marks = 0;
        foreach (var c in piece)
        {
            if (_inMark)
            {
                if (c != '\n')
                    continue;
                _inMark = false;
                marks++;
            }
            else if (c == WorkerMessages.Mark)
            {
                _inMark = true;
            }
            else
            {
                text.Append(c);
            }
        }
        return (text.ToString(), marks);
    }
}
