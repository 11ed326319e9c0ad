using System.Text;

namespace Reining.Kernel.Display;

/// <summary>The running cell, as code called from it sees it. Flows into the tasks and threads that the cell starts.</summary>
/// <remarks>Printed text is gathered: the first line goes out at once, later ones at most every 20 ms.</remarks>
sealed class CellContext(ICellOutput output, CancellationToken token) : IDisposable
{
    const int FlushChars = 1 << 16;
    static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(20);
    static readonly AsyncLocal<CellContext?> Ambient = new();

    readonly Lock gate = new();
    readonly StringBuilder pending = new();
    StreamName pendingStream;
    long lastFlush;
    Timer? timer;
    bool armed;

    public static CellContext? Current => Ambient.Value;

    public CancellationToken Token => token;

    public static CellContext Require(string operation) => Current
        ?? throw new InvalidOperationException($"{operation}: expected to be called from a running cell; no cell is running here.");

    public void Enter() => Ambient.Value = this;

    public static void Leave() => Ambient.Value = null;

    public void Write(StreamName stream, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        lock (gate)
        {
            if (stream != pendingStream)
                FlushPending();
            pendingStream = stream;
            pending.Append(text);
            var elapsed = TimeSpan.FromMilliseconds(Environment.TickCount64 - lastFlush);
            if (pending.Length > FlushChars || (text[^1] == '\n' && elapsed >= FlushEvery))
                FlushPending();
            else if (!armed)
                Arm();
        }
    }

    public void Flush()
    {
        lock (gate)
            FlushPending();
    }

    public void Display(MimeBundle bundle, string? displayId)
    {
        lock (gate)
        {
            FlushPending();
            output.Display(bundle, displayId);
        }
    }

    public void Update(MimeBundle bundle, string displayId)
    {
        lock (gate)
        {
            FlushPending();
            output.Update(bundle, displayId);
        }
    }

    public void Clear(bool wait)
    {
        lock (gate)
        {
            FlushPending();
            output.Clear(wait);
        }
    }

    public string Input(string prompt, bool password)
    {
        Flush();
        return output.Input(prompt, password, token);
    }

    public void Dispose()
    {
        lock (gate)
        {
            FlushPending();
            timer?.Dispose();
            timer = null;
        }
    }

    void Arm()
    {
        armed = true;
        // The timer must not capture the ambient cell, or it would keep it alive.
        if (timer == null)
        {
            using (ExecutionContext.SuppressFlow())
                timer = new Timer(_ => Flush());
        }
        timer.Change(FlushEvery, Timeout.InfiniteTimeSpan);
    }

    void FlushPending()
    {
        armed = false;
        if (pending.Length == 0)
            return;
        lastFlush = Environment.TickCount64;
        var text = pending.ToString();
        pending.Clear();
        output.Stream(pendingStream, text);
    }
}
