namespace Affiliate;

/// <summary>
/// The reason codes of a <see cref="WebhookReading"/> that every provider shares. An adapter may have more of its
/// own.
/// </summary>
public static class WebhookReason
{
    /// <summary>There is no signature header, or it is empty.</summary>
    public const string SignatureMissing = "signature-missing";

    /// <summary>The signature header cannot be read, or came several times.</summary>
    public const string SignatureMalformed = "signature-malformed";

    /// <summary>No signature fits the body and any of the secrets.</summary>
    public const string SignatureMismatch = "signature-mismatch";

    /// <summary>
    /// The signature is genuine but its time is too far from now: a replay, or a clock that is wrong.
    /// </summary>
    public const string SignatureStale = "signature-stale";

    /// <summary>The body is not strict JSON with an object at its root.</summary>
    public const string BadJson = "bad-json";

    /// <summary>A member that every message has is missing or of the wrong type.</summary>
    public const string BadEnvelope = "bad-envelope";

    /// <summary>The endpoint has no usable secret.</summary>
    public const string NotConfigured = "not-configured";

    /// <summary>A live event at a test endpoint, or the reverse.</summary>
    public const string Mode = "mode";

    /// <summary>The event belongs to an account that the endpoint does not take.</summary>
    public const string Account = "account";

    /// <summary>Another event told the same change already.</summary>
    public const string Repeated = "repeated";

    /// <summary>Nothing here depends on this type of event.</summary>
    public const string UnsupportedType = "unsupported-type";

    /// <summary>
    /// An amount is not a whole number of minor units, is out of range, or is negative where it cannot be.
    /// </summary>
    public const string BadAmount = "bad-amount";

    /// <summary>The currency is not an ISO 4217 code.</summary>
    public const string BadCurrency = "bad-currency";

    /// <summary>A refund or dispute that was told of another payment before, where it counts.</summary>
    public const string OtherPayment = "other-payment";

    /// <summary>The payment counts once it is sure that nothing else claims its money.</summary>
    public const string Candidate = "candidate";

    /// <summary>The message names a program that does not exist; run it again once it does.</summary>
    public const string UnknownProgram = "unknown-program";
}
