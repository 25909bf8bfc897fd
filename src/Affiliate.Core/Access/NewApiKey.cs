namespace Affiliate;

/// <summary>A key that was just made.</summary>
/// <param name="Key">What is kept of it.</param>
/// <param name="Secret">The key itself, to be sent as <c>Authorization: Bearer …</c>. It cannot be shown again.</param>
public sealed record NewApiKey(ApiKey Key, string Secret)
{
    /// <summary>The name and the last four characters; never the secret, so that a log cannot hold it.</summary>
    public override string ToString() => $"{Key.Name} (…{Key.LastFour})";
}
