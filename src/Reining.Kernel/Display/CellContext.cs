using System.Text;

namespace Reining.Kernel.Display;

/// <summary>The running cell, as code called from it sees it. Flows into the tasks and threads that the cell starts.</summary>
/// <remarks>Printed text is gathered: the first line goes out at once, later ones at most every 20 ms.</remarks>
sealed class CellContext(ICellOutput output, CancellationToken token) : IDisposable
{
    const int FlushChars = 1 << 16;
    static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(20);
    static readonly AsyncLocal<Scope?> Ambient = new();

    readonly Lock _gate = new();
    readonly StringBuilder _pending = new();
    readonly HashSet<string> _warnings = new(StringComparer.Ordinal);
    StreamName _pendingStream;
    long _lastFlush;
    Timer? _timer;
    bool _armed;

    public static CellContext? Current => Ambient.Value?.Cell;

    public CancellationToken Token => token;

    public static CellContext Require(string operation) => Current
        ?? throw new InvalidOperationException($"{operation}: expected to be called from a running cell; no cell is running here.");

    /// <summary>Makes this the running cell of the thread and of what is started from it.</summary>
    /// <returns>Refers to something that lives as long as anything started in the cell may go on.</returns>
    public WeakReference Enter()
    {
        var scope = new Scope(this);
        Ambient.Value = scope;
        return new WeakReference(scope);
    }

    public static void Leave() => Ambient.Value = null;

    public void Write(StreamName stream, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        lock (_gate)
        {
            if (stream != _pendingStream)
                FlushPending();
            _pendingStream = stream;
            _pending.Append(text);
            var elapsed = TimeSpan.FromMilliseconds(Environment.TickCount64 - _lastFlush);
            if (_pending.Length > FlushChars || (text[^1] == '\n' && elapsed >= FlushEvery))
                FlushPending();
            else if (!_armed)
                Arm();
        }
    }

    /// <summary>Tells the user something once per cell, however often it happens.</summary>
    public void Warn(string message)
    {
        lock (_gate)
        {
            if (!_warnings.Add(message))
                return;
        }
        Write(StreamName.Stderr, message + "\n");
    }

    public void Flush()
    {
        lock (_gate)
            FlushPending();
    }

    public void Display(MimeBundle bundle, string? displayId)
    {
        lock (_gate)
        {
            FlushPending();
            output.Display(bundle, displayId);
        }
    }

    public void Update(MimeBundle bundle, string displayId)
    {
        lock (_gate)
        {
            FlushPending();
            output.Update(bundle, displayId);
        }
    }

    public void Clear(bool wait)
    {
        lock (_gate)
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
        lock (_gate)
        {
            FlushPending();
            _timer?.Dispose();
            _timer = null;
        }
    }

    void Arm()
    {
        _armed = true;
        // The timer must not capture the ambient cell, or it would keep it alive.
        if (_timer is null)
        {
            using (ExecutionContext.SuppressFlow())
                _timer = new Timer(_ => Flush());
        }
        _timer.Change(FlushEvery, Timeout.InfiniteTimeSpan);
    }

    void FlushPending()
    {
        _armed = false;
        if (_pending.Length == 0)
            return;
        _lastFlush = Environment.TickCount64;
        var text = _pending.ToString();
        _pending.Clear();
        output.Stream(_pendingStream, text);
    }

    // Nothing but execution contexts refers to it: those of tasks, threads and timers that the cell started.
    sealed class Scope(CellContext cell)
    {
        public CellContext Cell => cell;
    }
}
