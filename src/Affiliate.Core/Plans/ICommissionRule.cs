namespace Affiliate;

/// <summary>A rule of the host's own, asked before all flows.</summary>
/// <remarks>
/// Runs inside the transaction and may run several times for one sale: it must only compute. When it throws, the other rules
/// decide and the commission waits for a person, with the reason <c>rule_failed</c>; nothing is lost.
/// </remarks>
public interface ICommissionRule
{
    /// <summary>What its commissions are filed under: 1 to 60 lower-case letters, digits, <c>-</c> and <c>_</c>; stable.</summary>
    string Name { get; }

    /// <summary>What the partner earns, before the plan's caps.</summary>
    /// <returns>The offer; <see langword="null"/> leaves the decision to the next rule.</returns>
    CommissionOffer? Offer(CommissionQuestion question);
}

/// <summary>What a rule of the host's own pays: a share of the base, or a flat amount.</summary>
/// <param name="Rate">The share of the whole base.</param>
/// <param name="AmountMinorUnits">The flat amount in minor units of the payment's currency, 0 or more; used without a share.</param>
public sealed record CommissionOffer(Rate? Rate, long AmountMinorUnits = 0);
