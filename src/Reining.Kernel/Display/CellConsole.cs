using System.Text;

namespace Reining.Kernel.Display;

/// <summary>
/// Sends what code prints to the cell it runs in, and what it reads to that cell's user; elsewhere the console stays as it was.
/// </summary>
static class CellConsole
{
    static readonly Lock Gate = new();
    static bool _installed;
    static TextWriter? _out, _error;
    static TextReader? _in;

    /// <summary>Takes over <see cref="Console"/>, once per process.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (_installed)
                return;
            _installed = true;
            Console.SetOut(new Writer(StreamName.Stdout, Console.Out));
            Console.SetError(new Writer(StreamName.Stderr, Console.Error));
            Console.SetIn(new Reader(Console.In));
            (_out, _error, _in) = (Console.Out, Console.Error, Console.In);
        }
    }

    /// <summary>
    /// Takes back what a cell has put in the console's place, and perhaps could not put back because it failed: the next cell prints
    /// as ever.
    /// </summary>
    public static void Restore()
    {
        lock (Gate)
        {
            if (!ReferenceEquals(Console.Out, _out))
                Console.SetOut(_out!);
            if (!ReferenceEquals(Console.Error, _error))
                Console.SetError(_error!);
            if (!ReferenceEquals(Console.In, _in))
                Console.SetIn(_in!);
        }
    }

    sealed class Writer(StreamName stream, TextWriter outside) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (CellContext.Current is { } cell)
                cell.Write(stream, buffer);
            else
                outside.Write(buffer);
        }

        public override void WriteLine() => Write("\n");

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void WriteLine(ReadOnlySpan<char> buffer) => Write(string.Concat(buffer, "\n"));

        public override void Flush()
        {
            if (CellContext.Current is { } cell)
                cell.Flush();
            else
                outside.Flush();
        }
    }

    sealed class Reader(TextReader outside) : TextReader
    {
        string _buffered = "";

        public override string? ReadLine()
        {
            if (CellContext.Current is not { } cell)
                return outside.ReadLine();
            if (_buffered.Length == 0)
                return cell.Input("", password: false);
            var line = _buffered.TrimEnd('\n');
            _buffered = "";
            return line;
        }

        public override int Peek() => Fill() ? _buffered[0] : outside.Peek();

        public override int Read()
        {
            if (!Fill())
                return outside.Read();
            var next = _buffered[0];
            _buffered = _buffered[1..];
            return next;
        }

        bool Fill()
        {
            if (CellContext.Current is not { } cell)
                return false;
            if (_buffered.Length == 0)
                _buffered = cell.Input("", password: false) + "\n";
            return true;
        }
    }
}
