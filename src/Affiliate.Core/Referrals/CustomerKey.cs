namespace Affiliate;

/// <summary>The host's own identifier of a customer: a user id, or a tenant id for B2B. Opaque to this library.</summary>
public readonly record struct CustomerKey
{
    /// <summary>The most characters a key has.</summary>
    public const int MaxLength = 255;

    /// <summary>Wraps the host's identifier.</summary>
    /// <exception cref="ArgumentException">The text is empty, too long, or has control characters or lone surrogates.</exception>
    public CustomerKey(string value)
    {
        if (!IsValid(value))
        {
            throw new ArgumentException(
                $"A customer key has 1 to {MaxLength} characters, no control characters and no halves of surrogate pairs.",
                nameof(value));
        }

        Value = value;
    }

    /// <summary>The host's identifier.</summary>
    public string Value { get; }

    /// <summary>Whether a text can be a customer key.</summary>
    public static bool IsValid(string? value) =>
        !string.IsNullOrWhiteSpace(value) && value.Length <= MaxLength && !value.Any(char.IsControl)
        && StoredValues.IsUnicode(value);

    /// <summary>Wraps the host's identifier.</summary>
    public static implicit operator CustomerKey(string value) => new(value);

    /// <summary>Wraps the host's identifier.</summary>
    public static CustomerKey FromString(string value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value;
}
