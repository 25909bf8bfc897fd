namespace Affiliate.Cli;

/// <summary>What the tool's exit code says to a script.</summary>
internal static class ExitCodes
{
    /// <summary>Done; for <c>status</c>: the set-up is complete.</summary>
    public const int Ok = 0;

    /// <summary>The command line cannot be understood (what System.CommandLine answers itself).</summary>
    public const int Usage = 1;

    /// <summary>The host refused the call, or what was tried did not lead where it should.</summary>
    public const int Failed = 2;

    /// <summary>The host cannot be reached, or what answers is not an affiliate program.</summary>
    public const int Unreachable = 3;

    /// <summary><c>status</c> alone: the set-up is not complete.</summary>
    public const int NotReady = 4;
}
