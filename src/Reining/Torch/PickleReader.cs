using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Reining.Torch;

/// <summary>
/// A reader of Python's pickle format (protocols 2 to 4; opcodes of the standard library's pickletools) that builds values and runs
/// nothing: a class or function named in the stream stays a name, and calling one is left to a function that knows the few it accepts.
/// Values: null, bool, long, BigInteger, double, string, lists (list and tuple), dictionaries, <see cref="PickleName"/>.
/// </summary>
sealed class PickleReader(
    Stream stream, Func<IReadOnlyList<object?>, object?> persistent, Func<PickleName, IReadOnlyList<object?>, object?> call)
{
    const int LargestText = 1 << 20;
    static readonly object Mark = new();

    readonly List<object?> _stack = [];
    readonly Dictionary<long, object?> _memo = [];

    /// <summary>Reads one pickle, to its end.</summary>
    /// <exception cref="InvalidDataException">An opcode that is not understood, or a stream that ends early.</exception>
    public object? Read()
    {
        for (; ; )
        {
            var code = Byte();
            switch ((char)code)
            {
                case '\x80': // PROTO
                    if (Byte() is var version and (< 2 or > 4)) throw Bad($"pickle protocol 2 to 4, got {version}");
                    break;
                case '\x95': Bytes(8); break; // FRAME
                case '.': return Pop();
                case '(': _stack.Add(Mark); break;
                case '0': Pop(); break;
                case '1': PopMark(); break;
                case 'N': _stack.Add(null); break;
                case '\x88': _stack.Add(true); break;
                case '\x89': _stack.Add(false); break;
                case 'J': _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); break;
                case 'K': _stack.Add((long)Byte()); break;
                case 'M': _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); break;
                case '\x8a': _stack.Add(Whole(Bytes(Byte()))); break; // LONG1
                case 'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); break;
                case 'X': _stack.Add(Text(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
                case '\x8c': _stack.Add(Text(Byte())); break; // SHORT_BINUNICODE
                case 'U': _stack.Add(Text(Byte())); break; // SHORT_BINSTRING: Python 2
                case ']': _stack.Add(new List<object?>()); break;
                case '}': _stack.Add(new Dictionary<object, object?>()); break;
                case ')': _stack.Add(Array.Empty<object?>()); break;
                case 't': _stack.Add(PopMark().ToArray()); break;
                case '\x85': _stack.Add(PopLast(1)); break;
                case '\x86': _stack.Add(PopLast(2)); break;
                case '\x87': _stack.Add(PopLast(3)); break;
                case 'a': Append(PopLast(1)); break;
                case 'e': Append(PopMark()); break;
                case 's': SetItems(PopLast(2)); break;
                case 'u': SetItems(PopMark()); break;
                case 'q': _memo[Byte()] = Peek(); break;
                case 'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = Peek(); break;
                case '\x94': _memo[_memo.Count] = Peek(); break; // MEMOIZE
                case 'h': _stack.Add(Memo(Byte())); break;
                case 'j': _stack.Add(Memo(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
                case 'c': _stack.Add(new PickleName($"{Line()}.{Line()}")); break;
                case '\x93': // STACK_GLOBAL
                    if (PopLast(2) is not [string module, string name]) throw Bad("the name of a module and one in it");
                    _stack.Add(new PickleName($"{module}.{name}"));
                    break;
                case 'R':
                    var parts = PopLast(2);
                    if (parts is not [PickleName function, IReadOnlyList<object?> arguments])
                        throw Bad("a named function and its arguments");
                    _stack.Add(call(function, arguments));
                    break;
                case 'Q':
                    _stack.Add(persistent(Pop() as IReadOnlyList<object?> ?? throw Bad("a description of a storage")));
                    break;
                case 'b':
                    // State of an ordered dictionary: PyTorch keeps version numbers of modules there, which no tensor needs.
                    var built = PopLast(2);
                    if (built is not [IDictionary<object, object?>, IDictionary<object, object?>]) throw Bad("state of a dictionary");
                    _stack.Add(built[0]);
                    break;
                default:
                    throw new InvalidDataException(
                        $"expected opcodes that describe tensors in dictionaries, got 0x{code:x2} at byte {Position()}: " +
                        "the file holds something else, which is not read");
            }
        }
    }

    string Position() => stream.CanSeek ? $"{stream.Position - 1}" : "?";

    static InvalidDataException Bad(string expected) => new($"the pickle is damaged: expected {expected}");

    byte Byte() => stream.ReadByte() is var b and >= 0 ? (byte)b : throw Bad("more bytes, got the end of the file");

    byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw Bad("more bytes, got the end of the file");
    }

    string Text(uint length) =>
        length <= LargestText ? Encoding.UTF8.GetString(Bytes((int)length)) : throw Bad($"a text of at most {LargestText} bytes");

    string Line()
    {
        var line = new StringBuilder();
        for (byte b; (b = Byte()) != '\n';)
            line.Append(line.Length < 1000 ? (char)b : throw Bad("a name of at most 1000 characters"));
        return line.ToString();
    }

    static object Whole(byte[] bytes) => new BigInteger(bytes) is var n && n >= long.MinValue && n <= long.MaxValue ? (long)n : n;

    object? Memo(long key) => _memo.TryGetValue(key, out var value) ? value : throw Bad("a value that was remembered before");

    object? Peek() => _stack.Count > 0 ? _stack[^1] : throw Bad("a value on the stack");

    object? Pop() => PopLast(1)[0];

    object?[] PopLast(int count)
    {
        if (_stack.Count < count) throw Bad($"{count} values on the stack");
        var values = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    object?[] PopMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0) throw Bad("a mark on the stack");
        var values = PopLast(_stack.Count - mark);
        return values[1..];
    }

    void Append(object?[] values) => (Peek() as List<object?> ?? throw Bad("a list to append to")).AddRange(values);

    void SetItems(object?[] values)
    {
        var map = Peek() as IDictionary<object, object?> ?? throw Bad("a dictionary to add to");
        for (var i = 0; i + 1 < values.Length; i += 2)
            map[values[i] is string or long or bool or double ? values[i]! : throw Bad("text or a number as key")] = values[i + 1];
    }
}
