using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reining.Kernel.Display;

/// <summary>Values as JSON, and as JavaScript, which alone can write what is no number.</summary>
static class JsonText
{
    static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    static readonly JsonSerializerOptions Script = new()
    {
        Encoder = JavaScriptEncoder.Default,
        Converters = { new DoubleAsScript(), new SingleAsScript() },
    };

    /// <summary>A value as JSON. Numbers that JSON does not have are texts: <c>"NaN"</c>, <c>"Infinity"</c>.</summary>
    /// <exception cref="FormatterException">The value has no JSON, for example because it contains itself.</exception>
    public static string Of(object? value) => Write(value, Json);

    /// <summary>A value as a JavaScript expression: JSON, with <c>NaN</c> and <c>Infinity</c> where numbers are that.</summary>
    /// <exception cref="FormatterException">The value has no JSON, for example because it contains itself.</exception>
    public static string AsScript(object? value) => Write(value, Script);

    static string Write(object? value, JsonSerializerOptions options)
    {
        try
        {
            return value is not null && JsonShape.IsNewtonsoftJson(value) ? value.ToString()! : JsonSerializer.Serialize(value, options);
        }
        catch (Exception error) when (!Formatter.IsStop(error))
        {
            throw new FormatterException($"expected a value that can be written as JSON, got {ValueShape.TypeName(value!.GetType())} "
                + $"({error.Message.Split('\n')[0].TrimEnd('.')}).", error);
        }
    }

    sealed class DoubleAsScript : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteRawValue(Name(value), skipInputValidation: true);
        }
    }

    sealed class SingleAsScript : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetSingle();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (float.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteRawValue(Name(value), skipInputValidation: true);
        }
    }

    static string Name(double value) => value.ToString(CultureInfo.InvariantCulture);
}
