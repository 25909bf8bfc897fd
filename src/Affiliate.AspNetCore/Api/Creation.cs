namespace Affiliate.AspNetCore;

/// <summary>Metadata: what a route makes, so that it can be called with an <c>Idempotency-Key</c>.</summary>
/// <param name="IdType">The identifier of what is made.</param>
/// <param name="Repeat">
/// Answers a repeat, with the identifier as the path's <c>id</c>; <see langword="null"/> when the first answer is kept for that.
/// </param>
internal sealed record Creation(Type IdType, ApiHandler? Repeat);

/// <summary>Metadata: the route takes an <c>Idempotency-Key</c>, though it knows repeats by itself.</summary>
internal sealed record KeyHeader;
