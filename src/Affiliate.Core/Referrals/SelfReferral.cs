namespace Affiliate;

/// <summary>Whether a partner and a customer look like the same person, as far as it is known; by default they do not.</summary>
/// <param name="Refusal">By what they are one, as a code: the partner earns nothing.</param>
/// <param name="Doubt">By what they may be one, as a code: a person should look.</param>
internal readonly record struct SelfReferral(string? Refusal, string? Doubt);
