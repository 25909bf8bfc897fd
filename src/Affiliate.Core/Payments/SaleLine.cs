using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>One line of a sale.</summary>
/// <param name="ProductId">The host's or provider's product.</param>
/// <param name="Quantity">How many; of a line that gives money again as many as that.</param>
/// <param name="AmountMinorUnits">
/// The commission base of the whole line, in minor units. A provider's line may be negative, say for unused time of the plan before;
/// the lines together then are what was paid.
/// </param>
public sealed record SaleLine(string? ProductId, long Quantity, long AmountMinorUnits)
{
    /// <summary>The provider's price.</summary>
    public string? PriceId { get; init; }

    /// <summary>Whether it is for a part of the paid time only: asked for, or given again, because the subscription changed in between.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsProration { get; init; }
}
