namespace Affiliate;

/// <summary>A program that is made at start when there is none with its key.</summary>
internal sealed record ProgramSeed(string Key, ProgramOptions Options);
