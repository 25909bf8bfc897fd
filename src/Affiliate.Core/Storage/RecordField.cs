using System.Reflection;

namespace Affiliate;

/// <summary>One stored field of a record.</summary>
/// <remarks>
/// A field is text, a whole number, a Boolean, an enum, bytes, a <see cref="Guid"/> or identifier, a <see cref="Rate"/>,
/// a <see cref="DateOnly"/>, a <see cref="DateTimeOffset"/> (UTC, whole milliseconds) or a <see cref="TimeSpan"/>
/// (whole milliseconds), or one of these made nullable.
/// </remarks>
public sealed class RecordField
{
    private readonly Func<object, object?> _get;

    internal RecordField(PropertyInfo property, Func<object, object?> get)
    {
        Property = property;
        _get = get;
    }

    /// <summary>The property of the record, as declared.</summary>
    public PropertyInfo Property { get; }

    /// <summary>The name of the property, for example <c>PartnerId</c>.</summary>
    public string Name => Property.Name;

    /// <summary>The most characters a text may have; <see langword="null"/> when it has no bound or is no text.</summary>
    public int? MaxLength { get; internal set; }

    /// <summary>Reads the field of a record.</summary>
    public object? Get(object record) => _get(record);
}
