namespace Affiliate;

/// <summary>What a visitor's browser says about itself, coarse enough to identify nobody.</summary>
/// <param name="Type">The kind of device.</param>
/// <param name="Os">
/// The operating system in lower case, at most 32 characters: <c>windows</c>, <c>macos</c>, <c>ios</c>, <c>android</c>,
/// <c>linux</c>, <c>chromeos</c> …; <see langword="null"/> when it is not recognised.
/// </param>
/// <param name="Browser">
/// The browser in lower case, at most 32 characters: <c>chrome</c>, <c>safari</c>, <c>firefox</c>, <c>edge</c>,
/// <c>opera</c>, <c>samsung</c> …; <see langword="null"/> when it is not recognised.
/// </param>
public readonly record struct ClientDevice(DeviceType Type, string? Os, string? Browser);
