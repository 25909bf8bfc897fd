using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Keeps where partners are paid.</summary>
public sealed class PayoutAccounts
{
    internal const int MaxAddressLength = 254;
    internal const int MaxTextLength = 200;
    internal const int MaxTreatmentLength = 64;

    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly SealedText _sealing;
    private readonly KeyedHash _hashes;
    private readonly EventOutbox _outbox;
    private readonly TimeProvider _time;

    internal PayoutAccounts(
        IAffiliateStore store, UnitRunner units, SealedText sealing, KeyedHash hashes, EventOutbox outbox, TimeProvider time)
    {
        _store = store;
        _units = units;
        _sealing = sealing;
        _hashes = hashes;
        _outbox = outbox;
        _time = time;
    }

    /// <summary>Sets or replaces where a partner is paid. Payouts on their way keep going where they went.</summary>
    /// <remarks>The audit log notes it with the address masked.</remarks>
    /// <returns>Whether there is such a partner in the program.</returns>
    /// <exception cref="ArgumentException">The address or the tax profile is not valid; the message says why.</exception>
    public async Task<bool> SetAsync(
        ProgramId program, PartnerId partner, PayoutDetails details, CancellationToken cancellationToken = default)
    {
        var account = await SealAsync(program, partner, details, cancellationToken).ConfigureAwait(false);
        return await _units.RunAsync(
            async (unit, ct) =>
            {
                var known = await unit.FindAsync(Partner.ById(partner), ct).ConfigureAwait(false);
                if (known?.ProgramId != program)
                {
                    return false;
                }

                // What is shown of the partner changes too.
                unit.Save(known!);
                await WriteAsync(unit, account, ct).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An account as it is stored.</summary>
    /// <exception cref="ArgumentException">The address or the tax profile is not valid; the message says why.</exception>
    internal async Task<SealedAccount> SealAsync(ProgramId program, PartnerId partner, PayoutDetails details, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(details);
        if (Problem(details) is { } problem)
        {
            throw new ArgumentException(problem, nameof(details));
        }

        var address = await _sealing.SealAsync(details.Address, Purpose(partner, "address"), ct).ConfigureAwait(false);
        var tax = details.Tax is null
            ? null
            : await _sealing.SealAsync(
                JsonSerializer.Serialize(details.Tax, PayoutJson.Default.TaxProfile), Purpose(partner, "tax"), ct).ConfigureAwait(false);
        var bank = details.Bank is null
            ? null
            : await _sealing.SealAsync(
                JsonSerializer.Serialize(details.Bank, PayoutJson.Default.BankDetails), Purpose(partner, "bank"), ct).ConfigureAwait(false);
        return new SealedAccount(
            new PayoutAccount
            {
                PartnerId = partner,
                ProgramId = program,
                Method = details.Method,
                SealedAddress = address,
                SealedBank = bank,
                AddressHash = (await _hashes.OfAccountAsync(details, ct).ConfigureAwait(false)).Hash,
                SealedTaxProfile = tax,
                WithholdingRate = details.Tax?.WithholdingRate,
                ChangedAt = _time.GetUtcMilliseconds(),
            },
            Mask(details.Address));
    }

    /// <summary>Sets or replaces an account in the transaction that knows the partner.</summary>
    internal async Task WriteAsync(IAffiliateUnit unit, SealedAccount account, CancellationToken ct)
    {
        var row = account.Row;
        if (await unit.FindAsync(PayoutAccount.Of(row.PartnerId), ct).ConfigureAwait(false) is { } known)
        {
            unit.Save(row with { Version = known.Version });
        }
        else
        {
            unit.Add(row);
        }

        _outbox.Publish(unit, new PayoutAccountChanged
        {
            ProgramId = row.ProgramId,
            PartnerId = row.PartnerId,
            Method = row.Method,
            AddressMasked = account.AddressMasked,
        });
    }

    /// <summary>
    /// Where partners are paid; <see langword="null"/> for those whose secret is gone. Who never said is left out.
    /// </summary>
    internal async Task<IReadOnlyDictionary<PartnerId, PayoutDetails?>> FindAsync(
        IReadOnlyCollection<PartnerId> partners, CancellationToken ct)
    {
        var found = new Dictionary<PartnerId, PayoutDetails?>();
        var rows = partners.Count == 0
            ? []
            : await _store.ListAsync(Query<PayoutAccount>.All.In(a => a.PartnerId, partners), ct).ConfigureAwait(false);
        foreach (var row in rows)
        {
            found[row.PartnerId] = await OpenAsync(row, ct).ConfigureAwait(false);
        }

        return found;
    }

    /// <summary>Where a partner is paid; <see langword="null"/> when it was never set, or the secret it was encrypted with is gone.</summary>
    public async Task<PayoutDetails?> FindAsync(
        ProgramId program, PartnerId partner, CancellationToken cancellationToken = default)
    {
        var account = await _store.FindAsync(PayoutAccount.Of(partner), cancellationToken).ConfigureAwait(false);
        return account is null || account.ProgramId != program ? null : await OpenAsync(account, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PayoutDetails?> OpenAsync(PayoutAccount account, CancellationToken ct)
    {
        if (await OpenAddressAsync(account.PartnerId, account.SealedAddress, ct).ConfigureAwait(false) is not { } address)
        {
            return null;
        }

        var tax = await OpenAsync(account.SealedTaxProfile, Purpose(account.PartnerId, "tax"), ct).ConfigureAwait(false);
        var bank = await OpenAsync(account.SealedBank, Purpose(account.PartnerId, "bank"), ct).ConfigureAwait(false);
        return new PayoutDetails(account.Method, address, tax is null ? null : JsonSerializer.Deserialize(tax, PayoutJson.Default.TaxProfile))
        {
            Bank = bank is null ? null : JsonSerializer.Deserialize(bank, PayoutJson.Default.BankDetails),
        };
    }

    private async ValueTask<string?> OpenAsync(string? sealedText, string purpose, CancellationToken ct) =>
        sealedText is null ? null : await _sealing.OpenAsync(sealedText, purpose, ct).ConfigureAwait(false);

    /// <summary>An address as a record keeps it, in the clear; <see langword="null"/> when its secret is gone.</summary>
    internal async ValueTask<string?> OpenAddressAsync(PartnerId partner, string sealedAddress, CancellationToken ct) =>
        await _sealing.OpenAsync(sealedAddress, Purpose(partner, "address"), ct).ConfigureAwait(false);

    /// <summary>The tax profile of a payout: that of its statement once there is one.</summary>
    internal async Task<TaxProfile?> TaxAsync(Payout payout, PayoutStatement? issued, CancellationToken ct)
    {
        if (issued is null)
        {
            return (await FindAsync(payout.ProgramId, payout.PartnerId, ct).ConfigureAwait(false))?.Tax;
        }

        var tax = await OpenAsync(issued.SealedTaxProfile, Purpose(payout.PartnerId, "tax"), ct).ConfigureAwait(false);
        return tax is null ? null : JsonSerializer.Deserialize(tax, PayoutJson.Default.TaxProfile);
    }

    /// <summary>Enough of an address to recognise it.</summary>
    internal static string Mask(string address) =>
        address.Contains('@', StringComparison.Ordinal) ? EmailHash.Mask(address)
        : address.Length > 8 ? $"{address[..4]}***{address[^4..]}" : "***";

    /// <summary>What is wrong with details, or <see langword="null"/>.</summary>
    internal static string? Problem(PayoutDetails details) =>
        details.Address is not { Length: > 0 and <= MaxAddressLength } address || string.IsNullOrWhiteSpace(address)
            || address.Any(char.IsControl) || CsvText.IsLikeFormula(address)
            ? $"The address must have 1 to {MaxAddressLength} characters, no control characters, and not begin like a formula."
        : details.Method == PayoutMethod.Paypal && !EmailAddress.TryNormalize(address, out _)
            ? "The address must be an e-mail address."
        : details.Method == PayoutMethod.Stripe && !(address.StartsWith("acct_", StringComparison.Ordinal) && address.Skip(5).All(char.IsAsciiLetterOrDigit))
            ? "The address must be a connected account 'acct_…'."
        : BankRules.Problem(details.Method, address, details.Bank) is { } bank ? bank
        : new[] { details.Tax?.LegalName, details.Tax?.PostalAddress, details.Tax?.TaxId }.Any(text => text?.Length > MaxTextLength)
            ? $"Texts of the tax profile must have at most {MaxTextLength} characters."
        : details.Tax?.VatTreatment?.Length > MaxTreatmentLength
            ? $"The VAT treatment must have at most {MaxTreatmentLength} characters."
        : details.Tax?.WithholdingRate > Withholding.Most ? "The withholding rate must be below 100 %."
        : details.Tax?.Country is { } country && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper))
            ? "The country must be a two-letter code in upper case."
        : null;

    private static string Purpose(PartnerId partner, string part) => $"payout {part} {partner}";
}

/// <summary>An account as it is stored, with what the log may tell of it.</summary>
internal sealed record SealedAccount(PayoutAccount Row, string AddressMasked);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TaxProfile))]
[JsonSerializable(typeof(BankDetails))]
[JsonSerializable(typeof(SepaOrigin))]
[JsonSerializable(typeof(NachaOrigin))]
internal sealed partial class PayoutJson : JsonSerializerContext;
