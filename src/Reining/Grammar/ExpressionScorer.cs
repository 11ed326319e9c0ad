namespace Reining.Grammar;

/// <summary>
/// How far an expression is from 1/3 + x + sin(x²): log(1 + mean min((f − y)², 1000)) over 1000 points from −10 to 10, 0 for the target,
/// lower is better (rae.md §8). Not safe for threads: it remembers function values.
/// </summary>
/// <param name="division">What / means between two integers.</param>
public sealed class ExpressionScorer(Division division = Division.True) : IStringScorer
{
    /// <summary>The string whose values are to be found.</summary>
    public const string Target = "1/3+x+sin(x*x)";

    /// <summary>Score of what is not an expression, or has no value: log 1001.</summary>
    public static readonly double Worst = Math.Log(1 + Cap);

    const double Cap = 1000;
    const int Points = 1000;
    const int RememberedFunctions = 4096;
    static readonly double[] Grid = [.. Enumerable.Range(0, Points).Select(i => -10 + 20.0 * i / (Points - 1))];
    static readonly double[] TargetValues = [.. Grid.Select(x => 1.0 / 3 + x + Math.Sin(x * x))];

    readonly Dictionary<string, double[]> _functions = [];

    /// <inheritdoc/>
    public double WorstScore => Worst;

    /// <inheritdoc/>
    public bool IsValid(string text) => ExpressionGrammar.Parse(text) is not null;

    /// <summary>The score of a string.</summary>
    /// <param name="expression">Any text; null counts as invalid.</param>
    public double Score(string? expression)
    {
        if (expression is null || Values(expression) is not { } values)
            return Worst;
        var sum = 0.0;
        for (var i = 0; i < Points; i++)
        {
            var difference = values[i] - TargetValues[i];
            sum += Math.Min(difference * difference, Cap);
        }
        var score = Math.Log(1 + sum / Points);
        return double.IsFinite(score) ? score : Worst;
    }

    /// <summary>Values on the thousand points; null if the text is not an expression or divides integers by the integer 0.
    /// Values may be infinite or NaN.</summary>
    public double[]? Values(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (ExpressionGrammar.Parse(expression) is null)
            return null;
        var at = 0;
        var value = Sum(expression, ref at);
        return value is not { } v ? null : v.Array ?? Filled(v.Number);
    }

    /// <summary>A constant, with Python's difference between integers and floats, or an array of values.</summary>
    readonly record struct Value(double Number, bool IsInteger, double[]? Array);

    Value? Sum(string text, ref int at)
    {
        var sum = Product(text, ref at);
        while (at < text.Length && text[at] == '+')
        {
            at++;
            var next = Product(text, ref at);
            sum = Combine(sum, next, '+');
        }
        return sum;
    }

    Value? Product(string text, ref int at)
    {
        var product = Term(text, ref at);
        while (at < text.Length && text[at] is '*' or '/')
        {
            var op = text[at++];
            var next = Term(text, ref at);
            product = Combine(product, next, op);
        }
        return product;
    }

    Value? Term(string text, ref int at)
    {
        var start = at;
        var symbol = text[at++];
        if (symbol == 'x')
            return new Value(0, false, Grid);
        if (char.IsAsciiDigit(symbol))
            return new Value(symbol - '0', true, null);
        if (symbol != '(')
            at += 3; // in(, xp(
        var argument = Sum(text, ref at);
        at++; // )
        if (symbol == '(' || argument is not { } a)
            return argument;
        Func<double, double> function = symbol == 's' ? Math.Sin : Math.Exp;
        return a.Array is null
            ? new Value(function(a.Number), false, null)
            : new Value(0, false, Apply(function, a.Array, text[start..at]));
    }

    double[] Apply(Func<double, double> function, double[] argument, string text)
    {
        if (_functions.TryGetValue(text, out var known))
            return known;
        var values = Array.ConvertAll(argument, x => function(x));
        if (_functions.Count < RememberedFunctions)
            _functions.Add(text, values);
        return values;
    }

    Value? Combine(Value? left, Value? right, char op)
    {
        if (left is not { } a || right is not { } b)
            return null;
        if (a.Array is not null || b.Array is not null)
            return new Value(0, false, Combine(a.Array ?? Filled(a.Number), b.Array ?? Filled(b.Number), op));
        var integers = a.IsInteger && b.IsInteger;
        if (op != '/')
            return new Value(op == '+' ? a.Number + b.Number : a.Number * b.Number, integers, null);
        if (!integers || division == Division.True)
            return new Value(a.Number / b.Number, false, null);
        return b.Number == 0 ? null : new Value(Math.Floor(a.Number / b.Number), true, null);
    }

    static double[] Combine(double[] a, double[] b, char op)
    {
        var result = new double[Points];
        switch (op)
        {
            case '+':
                for (var i = 0; i < Points; i++) result[i] = a[i] + b[i];
                break;
            case '*':
                for (var i = 0; i < Points; i++) result[i] = a[i] * b[i];
                break;
            default:
                for (var i = 0; i < Points; i++) result[i] = a[i] / b[i];
                break;
        }
        return result;
    }

    static double[] Filled(double value)
    {
        var values = new double[Points];
        Array.Fill(values, value);
        return values;
    }
}
