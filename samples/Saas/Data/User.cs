namespace Saas.Data;

/// <summary>Somebody with an account.</summary>
public sealed class User
{
    /// <summary>Also the customer key of the affiliate program, and what checkout writes into the payment's metadata.</summary>
    public required string Id { get; init; }

    public required string Email { get; init; }

    public required string PasswordHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
