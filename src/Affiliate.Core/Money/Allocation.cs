namespace Affiliate;

/// <summary>Splits an amount so that the parts sum to the whole. Pure.</summary>
internal static class Allocation
{
    /// <summary>Splits by weights; what rounding leaves goes to the largest remainders, the earlier one of equals first.</summary>
    /// <param name="amount">The whole, 0 or more.</param>
    /// <param name="weights">Together 0 or more, a negative one gets a negative part; when they sum to 0 the first one gets everything.</param>
    public static long[] Split(long amount, IReadOnlyList<Int128> weights)
    {
        var parts = new long[weights.Count];
        var total = weights.Aggregate(Int128.Zero, (sum, weight) => sum + weight);
        if (total == 0)
        {
            parts[0] = amount;
            return parts;
        }

        var remainders = new Int128[weights.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            // Rounded down, below zero too, so that what is left is never negative.
            var (quotient, remainder) = Int128.DivRem(amount * weights[i], total);
            (parts[i], remainders[i]) = remainder < 0 ? ((long)quotient - 1, remainder + total) : ((long)quotient, remainder);
        }

        var left = amount - parts.Sum();
        foreach (var index in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i).Take((int)left))
        {
            parts[index]++;
        }

        return parts;
    }
}
