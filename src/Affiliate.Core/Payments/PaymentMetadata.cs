namespace Affiliate;

/// <summary>
/// What a host writes on a provider's objects so that their payments find the partner: the same few keys in Stripe's
/// <c>metadata</c>, Paddle's <c>custom_data</c> and whatever another provider has for the purpose.
/// </summary>
public static class PaymentMetadata
{
    /// <summary>The key of the click id.</summary>
    public const string Click = "affiliate_click";

    /// <summary>The key of the host's own customer key.</summary>
    public const string Customer = "affiliate_customer";

    /// <summary>The key of the program's id or key.</summary>
    public const string Program = "affiliate_program";

    /// <summary>
    /// The key that stops commissions when its value is <c>true</c>, for internal top-ups and the like.
    /// </summary>
    public const string Skip = "affiliate_skip";

    /// <summary>The key of the visitor: guests without click id and without account are found by it.</summary>
    public const string Visitor = "affiliate_visitor";

    /// <summary>The key of a partner's slug; <c>affihub_ref</c> is read alike (AH-19).</summary>
    public const string Partner = "affiliate_partner";

    private const string AffihubRef = "affihub_ref";
    private const string AffihubProgram = "affihub_program";
    private const int MaxProgramLength = 64;

    /// <summary>The entries to write for a customer or visitor; empty when nothing is known.</summary>
    /// <param name="customer">The host's customer, when signed in.</param>
    /// <param name="visit">What is known of the visitor: click id and visitor are written, whichever is known.</param>
    /// <param name="program">The id or key of the program; not needed for the default one.</param>
    /// <exception cref="ArgumentException">The program is not 1 to 64 printable ASCII characters.</exception>
    /// <returns>At most four entries with short ASCII keys and values of at most 255 characters.</returns>
    public static Dictionary<string, string> For(
        CustomerKey? customer = null, Visit? visit = null, string? program = null)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        if (visit?.ClickId is { } click)
        {
            entries[Click] = click.ToString();
        }

        if (visit?.VisitorId is { } visitor)
        {
            entries[Visitor] = visitor.ToString("N");
        }

        if (customer is { Value: { } key })
        {
            entries[Customer] = key;
        }

        if (program is not null)
        {
            entries[Program] = IsProgram(program)
                ? program
                : throw new ArgumentException($"'{program}' is not the id or key of a program.", nameof(program));
        }

        return entries;
    }

    /// <summary>
    /// Reads the evidence that <see cref="For"/> wrote. What is malformed, or not ours, is passed over.
    /// </summary>
    /// <param name="metadata">The provider's map; anything but an object gives no evidence.</param>
    public static PaymentEvidence Read(WebhookJson metadata)
    {
        var click = metadata[Click].Text;
        var customer = metadata[Customer].Text;
        var skip = metadata[Skip];
        return new PaymentEvidence
        {
            Click = AffiliateId.TryParse<ClickId>(click, out _) ? click : null,
            Visitor = Guid.TryParseExact(metadata[Visitor].Text, "N", out var visitor) ? visitor : null,
            Partner = SlugOf(metadata[Partner].Text) ?? SlugOf(metadata[AffihubRef].Text),
            CustomerKey = Affiliate.CustomerKey.IsValid(customer) ? customer : null,
            Skip = skip.Flag ?? "true".Equals(skip.Text, StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>
    /// Reads the program that <see cref="For"/> wrote; <see langword="null"/> when there is none or it cannot be one.
    /// </summary>
    public static string? ReadProgram(WebhookJson metadata) =>
        (metadata[Program].Text ?? metadata[AffihubProgram].Text) is { } program && IsProgram(program) ? program : null;

    /// <summary>
    /// A text in the form of a slug, for example a <c>client_reference_id</c>, in lower case; otherwise
    /// <see langword="null"/>.
    /// </summary>
    public static string? SlugOf(string? text) => Slug.TryNormalize(text, out var slug) ? slug : null;

    private static bool IsProgram(string text) =>
        text.Length is > 0 and <= MaxProgramLength && text.All(c => c is > ' ' and <= '~');
}
