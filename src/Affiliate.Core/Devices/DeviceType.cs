namespace Affiliate;

/// <summary>What kind of device a click came from.</summary>
public enum DeviceType
{
    /// <summary>Nothing that is recognised, a television for example.</summary>
    Unknown,

    /// <summary>A desktop or laptop computer.</summary>
    Desktop,

    /// <summary>A telephone.</summary>
    Mobile,

    /// <summary>A tablet.</summary>
    Tablet,

    /// <summary>A program: crawler, monitor, library. Its clicks are kept, but never qualified.</summary>
    Bot,
}
