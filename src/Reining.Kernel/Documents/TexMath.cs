using System.Net;
using System.Text;

namespace Reining.Kernel.Documents;

/// <summary>
/// The part of TeX that notebooks about models use, as MathML, which browsers show without any script: letters, numbers, operators, Greek,
/// indices and powers, fractions, roots, accents, named functions. A formula with anything else stays TeX.
/// </summary>
sealed class TexMath
{
    static readonly Dictionary<string, string> Letters = Table(
        "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ " +
        "pi π rho ρ sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Sigma Σ Phi Φ " +
        "Psi Ψ Omega Ω ell ℓ infty ∞ dots … ldots … cdots ⋯");

    static readonly Dictionary<string, string> Operators = Table(
        "cdot · times × le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ∼ in ∈ sum ∑ prod ∏ int ∫ nabla ∇ partial ∂ pm ± mp ∓ " +
        "to → mid | propto ∝ circ ∘ Vert ‖ lVert ‖ rVert ‖ | ‖ { { } }");

    static readonly Dictionary<string, string> Accents = Table(
        "hat ^ tilde ~ bar ¯ dot ˙ vec →");
    static readonly Dictionary<string, string> Spaces = Table(
        ", 0.17em : 0.22em ; 0.28em quad 1em qquad 2em");
    static readonly HashSet<string> Functions = ["log", "exp", "ln", "min", "max", "sup", "inf", "sin", "cos", "tanh", "det", "arg"];

    readonly string _tex;
    int _at;

    TexMath(string tex) => _tex = tex;

    /// <summary>A formula as a MathML element, or null if it has something that is not known here.</summary>
    /// <param name="tex">TeX without its dollar signs.</param>
    /// <param name="block">Whether it stands on a line of its own.</param>
    public static string? ToMathMl(string tex, bool block)
    {
        var reader = new TexMath(tex);
        return reader.Row(closing: false) is { } row && reader._at == tex.Length
            ? $"<math{(block ? " display=\"block\"" : "")}>{row}</math>"
            : null;
    }

    // A sequence up to the end or, in braces, to the closing one; null for what is not known.
    string? Row(bool closing)
    {
        var row = new StringBuilder("<mrow>");
        while (true)
        {
            SkipWhite();
            if (_at == _tex.Length)
                return closing ? null : row.Append("</mrow>").ToString();
            if (_tex[_at] == '}')
                return closing ? row.Append("</mrow>").ToString() : null;
            if (Scripted() is not { } part)
                return null;
            row.Append(part);
        }
    }

    // An atom with its indices and powers.
    string? Scripted()
    {
        if (Atom() is not { } atom)
            return null;
        string? lower = null, upper = null;
        for (SkipWhite(); _at < _tex.Length && _tex[_at] is '_' or '^'; SkipWhite())
        {
            var isLower = _tex[_at++] == '_';
            SkipWhite();
            if (Atom() is not { } script)
                return null;
            (lower, upper) = isLower ? (script, upper) : (lower, script);
        }
        return (lower, upper) switch
        {
            (null, null) => atom,
            (_, null) => $"<msub>{atom}{lower}</msub>",
            (null, _) => $"<msup>{atom}{upper}</msup>",
            _ => $"<msubsup>{atom}{lower}{upper}</msubsup>",
        };
    }

    string? Atom()
    {
        if (_at == _tex.Length)
            return null;
        var c = _tex[_at];
        if (c == '{')
            return Braced();
        if (c == '\\')
            return Command();
        if (char.IsAsciiDigit(c))
        {
            var start = _at;
            while (_at < _tex.Length &&
                (char.IsAsciiDigit(_tex[_at]) || (_tex[_at] == '.' && _at + 1 < _tex.Length && char.IsAsciiDigit(_tex[_at + 1]))))
                _at++;
            return $"<mn>{_tex[start.._at]}</mn>";
        }
        _at++;
        return c switch
        {
            '-' => "<mo>−</mo>",
            '\'' => "<mo>′</mo>",
            '_' or '^' or '}' or '&' or '#' or '%' or '$' or '~' => null,
            _ when char.IsLetter(c) => $"<mi>{c}</mi>",
            _ => Sign($"{c}"),
        };
    }

    string? Braced()
    {
        _at++;
        if (Row(closing: true) is not { } row)
            return null;
        _at++; // the closing brace
        return row;
    }

    string? Command()
    {
        var start = ++_at;
        while (_at < _tex.Length && char.IsAsciiLetter(_tex[_at]))
            _at++;
        if (_at == start && _at < _tex.Length)
            _at++; // a command of one sign
        var name = _tex[start.._at];
        if (Letters.TryGetValue(name, out var letter))
            return $"<mi>{letter}</mi>";
        if (Operators.TryGetValue(name, out var sign))
            return Sign(sign);
        if (Functions.Contains(name))
            return $"<mi>{name}</mi><mo>&#x2061;</mo>";
        if (Spaces.TryGetValue(name, out var width))
            return $"<mspace width=\"{width}\"/>";
        if (Accents.TryGetValue(name, out var accent))
            return Argument() is { } under ? $"<mover accent=\"true\">{under}<mo>{accent}</mo></mover>" : null;
        return name switch
        {
            "left" or "right" => Fence(),
            "big" or "bigl" or "bigr" => Fence()?.Replace("<mo", "<mo minsize=\"1.2em\"", StringComparison.Ordinal),
            "frac" or "tfrac" => Argument() is { } top && Argument() is { } bottom ? $"<mfrac>{top}{bottom}</mfrac>" : null,
            "sqrt" => Argument() is { } root ? $"<msqrt>{root}</msqrt>" : null,
            "mathrm" or "text" or "operatorname" => Words() is { } words ? $"<mtext>{WebUtility.HtmlEncode(words)}</mtext>" : null,
            "mathbb" or "mathcal" or "mathbf" => Words() is { } words ? $"<mi mathvariant=\"normal\">{Styled(name, words)}</mi>" : null,
            _ => null,
        };
    }

    string? Argument()
    {
        SkipWhite();
        return Atom();
    }

    // As tall as what it holds.
    string? Fence() => Argument() is { } fence && fence.StartsWith("<mo", StringComparison.Ordinal)
        ? fence.Replace(" stretchy=\"false\"", "", StringComparison.Ordinal)
        : null;

    // Brackets grow only where \left and \right ask for it.
    static string Sign(string sign) => sign is "(" or ")" or "[" or "]" or "|" or "‖" or "{" or "}"
        ? $"<mo stretchy=\"false\">{sign}</mo>"
        : $"<mo>{WebUtility.HtmlEncode(sign)}</mo>";

    string? Words()
    {
        SkipWhite();
        var end = _at < _tex.Length && _tex[_at] == '{' ? _tex.IndexOf('}', _at) : -1;
        if (end < 0)
            return null;
        var words = _tex[(_at + 1)..end];
        _at = end + 1;
        return words.AsSpan().IndexOfAny('\\', '{', '$') < 0 ? words : null;
    }

    static string Styled(string style, string letters) => (style, letters) switch
    {
        ("mathbb", "E") => "𝔼",
        ("mathbb", "R") => "ℝ",
        ("mathcal", "N") => "𝒩",
        ("mathcal", "L") => "ℒ",
        ("mathbf", _) => $"<b>{WebUtility.HtmlEncode(letters)}</b>",
        _ => WebUtility.HtmlEncode(letters),
    };

    // Names and what they stand for, in turn.
    static Dictionary<string, string> Table(string words) => words.Split(' ').Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    void SkipWhite()
    {
        while (_at < _tex.Length && char.IsWhiteSpace(_tex[_at]))
            _at++;
    }
}
