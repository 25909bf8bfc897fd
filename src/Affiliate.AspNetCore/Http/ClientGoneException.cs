namespace Affiliate.AspNetCore;

/// <summary>The client went away in the middle of its request.</summary>
internal sealed class ClientGoneException(Exception innerException)
    : Exception("The client went away in the middle of its request.", innerException);
