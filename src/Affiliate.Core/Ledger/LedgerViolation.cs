namespace Affiliate;

/// <summary>Something that must never be, found by <see cref="LedgerAudit"/>.</summary>
/// <param name="Code">What is wrong, as a code for programs, for example <c>entry_sum</c>.</param>
/// <param name="Subject">The identifier of the record concerned.</param>
/// <param name="Message">The same for people, with the values found.</param>
public sealed record LedgerViolation(string Code, string Subject, string Message);
