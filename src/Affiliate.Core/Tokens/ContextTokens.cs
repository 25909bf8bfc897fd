using System.Buffers.Binary;

namespace Affiliate;

/// <summary>Makes and reads context tokens: a visit that travels in links, forms and calls instead of a cookie.</summary>
internal sealed class ContextTokens(SignedTokens tokens, IAffiliateStore store, LastClick lastClick, TimeProvider time)
{
    private const string Purpose = "affiliate-ctx-1";
    private const int IdLength = 16;
    private const int TimesLength = 2 * sizeof(uint);

    [Flags]
    private enum Parts : byte
    {
        Click = 1,
        Visitor = 2,
    }

    /// <summary>A token for a visit; it can be made only where there is one.</summary>
    public ValueTask<string> WriteAsync(VisitContext context, CancellationToken ct)
    {
        var content = new List<byte>(1 + 3 * IdLength + TimesLength)
        {
            (byte)((context.ClickId is null ? 0 : Parts.Click) | (context.VisitorId is null ? 0 : Parts.Visitor)),
        };
        foreach (var id in new[] { context.ProgramId.Value, context.ClickId?.Value, context.VisitorId }.OfType<Guid>())
        {
            content.AddRange(id.ToByteArray(bigEndian: true));
        }

        Span<byte> times = stackalloc byte[TimesLength];
        BinaryPrimitives.WriteUInt32BigEndian(times, (uint)context.IssuedAt.ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt32BigEndian(times[sizeof(uint)..], (uint)context.ExpiresAt.ToUnixTimeSeconds());
        content.AddRange(times);
        return tokens.SealAsync(Purpose, [.. content], ct);
    }

    /// <summary>What a token says, or why it does not count.</summary>
    /// <param name="text">The token, as anybody may have sent it.</param>
    /// <param name="program">The program that the call is about; <see langword="null"/> to take any.</param>
    /// <param name="ct">Gives up.</param>
    public async ValueTask<ContextReading> ReadAsync(string? text, ProgramId? program, CancellationToken ct)
    {
        var (content, reason) = await tokens.OpenAsync(Purpose, text, ct).ConfigureAwait(false);
        if (content is null || Parse(content) is not { } context)
        {
            return new ContextReading(null, reason ?? TokenReasons.Malformed);
        }

        return context.ExpiresAt < time.GetUtcNow() ? new ContextReading(null, TokenReasons.Expired)
            : program is not null && program != context.ProgramId ? new ContextReading(null, TokenReasons.OtherProgram)
            : new ContextReading(context, null);
    }

    /// <summary>The click that a context stands for: the one it names, else the visitor's last one that can win.</summary>
    public async Task<Click?> FindClickAsync(VisitContext context, AffiliateProgram program, CancellationToken ct)
    {
        if (context.ClickId is { } id)
        {
            var click = await store.FindAsync(Click.ById(id), ct).ConfigureAwait(false);
            return click?.ProgramId == program.Id ? click : null;
        }

        return context.VisitorId is { } visitor
            ? await lastClick.OfAsync(visitor, program, time.GetUtcNow(), ct).ConfigureAwait(false)
            : null;
    }

    /// <summary>
    /// The payment with what a context says: the click that it names, and the visitor, all of whose clicks compete. Which of
    /// them was the last is decided when the payment is recorded, so that the same call says the same when it is repeated.
    /// </summary>
    /// <param name="payment">The payment; what it says itself counts more.</param>
    /// <param name="context">The context.</param>
    /// <param name="program">The live program.</param>
    /// <param name="isTest">Whether the payment is a test: copies of clicks have no visitor, so the click is named at once.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Payment> AddToAsync(
        Payment payment, VisitContext context, AffiliateProgram program, bool isTest, CancellationToken ct)
    {
        var click = context.ClickId is null && !isTest ? null : await FindClickAsync(context, program, ct).ConfigureAwait(false);
        return payment with
        {
            Evidence = payment.Evidence with
            {
                Click = payment.Evidence.Click ?? click?.Id.ToString(),
                Visitor = isTest ? null : context.VisitorId,
            },
        };
    }

    private static VisitContext? Parse(ReadOnlySpan<byte> content)
    {
        var parts = (Parts)content[0];
        var ids = 1 + (parts.HasFlag(Parts.Click) ? 1 : 0) + (parts.HasFlag(Parts.Visitor) ? 1 : 0);
        if (content.Length != 1 + ids * IdLength + TimesLength)
        {
            return null;
        }

        var times = content[^TimesLength..];
        return new VisitContext
        {
            ProgramId = new ProgramId(IdAt(content, 0)),
            ClickId = parts.HasFlag(Parts.Click) ? new ClickId(IdAt(content, 1)) : null,
            VisitorId = parts.HasFlag(Parts.Visitor) ? IdAt(content, ids - 1) : null,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(times)),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(times[sizeof(uint)..])),
        };
    }

    private static Guid IdAt(ReadOnlySpan<byte> content, int number) =>
        new(content.Slice(1 + number * IdLength, IdLength), bigEndian: true);
}
