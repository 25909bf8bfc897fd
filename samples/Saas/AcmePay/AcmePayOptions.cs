namespace Saas.AcmePay;

/// <summary>The settings of AcmePay.</summary>
public sealed class AcmePayOptions
{
    /// <summary>The secret that AcmePay signs with. Without one its endpoint answers 503, so that AcmePay tries again.</summary>
    public string? WebhookSecret { get; set; }
}
