using System.Text.Json;

namespace Affiliate;

/// <summary>Where the money of bank files comes from, as a program keeps it.</summary>
/// <param name="Sepa">For SEPA; <see langword="null"/> when there is none.</param>
/// <param name="Nacha">For NACHA; <see langword="null"/> when there is none.</param>
internal sealed record PayoutOrigin(SepaOrigin? Sepa, NachaOrigin? Nacha)
{
    public static PayoutOrigin Of(AffiliateProgram program) => new(
        program.SepaOrigin is { } sepa ? JsonSerializer.Deserialize(sepa, PayoutJson.Default.SepaOrigin) : null,
        program.NachaOrigin is { } nacha ? JsonSerializer.Deserialize(nacha, PayoutJson.Default.NachaOrigin) : null);

    public static string? Write(SepaOrigin? origin) => origin is null ? null : JsonSerializer.Serialize(origin, PayoutJson.Default.SepaOrigin);

    public static string? Write(NachaOrigin? origin) => origin is null ? null : JsonSerializer.Serialize(origin, PayoutJson.Default.NachaOrigin);
}
