using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Every line that Core logs; ids from 1000. No bodies, e-mails, addresses or keys.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "The affiliate store fails or cannot be reached. Work waits and is taken up again.")]
    public static partial void StoreAway(ILogger logger, Exception exception);

    [LoggerMessage(1001, LogLevel.Information, "The affiliate store can be reached again.")]
    public static partial void StoreBack(ILogger logger);

    [LoggerMessage(1002, LogLevel.Warning, "{Kind} {Subject} failed at try {Tries} and is tried again at {DueAt:O}.")]
    public static partial void WorkFailed(
        ILogger logger, Exception exception, WorkKind kind, string subject, int tries, DateTimeOffset dueAt);

    [LoggerMessage(1003, LogLevel.Error, "{Kind} {Subject} failed {Tries} times and is parked until it is run again by hand.")]
    public static partial void WorkParked(
        ILogger logger, Exception exception, WorkKind kind, string subject, int tries);

    [LoggerMessage(1004, LogLevel.Warning, "{Kind} {Subject} took longer than its lease; another worker has it now.")]
    public static partial void FenceLost(ILogger logger, WorkKind kind, string subject);

    [LoggerMessage(1005, LogLevel.Error, "{Count} clicks could not be stored and were answered so.")]
    public static partial void ClicksDropped(ILogger logger, Exception? exception, int count);

    [LoggerMessage(1006, LogLevel.Error, "Programs could not be read or made at start; that is tried again when one is needed. Are the tables in the database, has the migration been applied?")]
    public static partial void ProgramsNotReady(ILogger logger, Exception exception);

    [LoggerMessage(1012, LogLevel.Warning,
        "The affiliate program is kept in memory and is gone when this process ends. Add .UseEntityFramework<YourDbContext>() or .UseStore<YourStore>().")]
    public static partial void KeptInMemory(ILogger logger);

    [LoggerMessage(1008, LogLevel.Warning, "{Kind} {Subject} was run, but that could not be noted; it is run again when its lease ends.")]
    public static partial void NotSettled(ILogger logger, Exception exception, WorkKind kind, string subject);

    [LoggerMessage(1009, LogLevel.Warning, "The {Provider} message {EventId} could not be applied and is kept to be applied later.")]
    public static partial void PaymentMessageNotApplied(
        ILogger logger, string provider, string eventId, Exception exception);

    [LoggerMessage(1010, LogLevel.Warning, "The {Provider} message {EventId} came again with another body; the first one stands.")]
    public static partial void PaymentMessageChanged(ILogger logger, string provider, string eventId);

    [LoggerMessage(1011, LogLevel.Warning,
        "{Provider} messages of the type {Type} name what happened without showing it and have no effect; subscribe to whole ones, or set an API key.")]
    public static partial void PaymentMessageUseless(ILogger logger, string provider, string type);

    [LoggerMessage(1050, LogLevel.Information, "Back-fill {Backfill} of {Provider} has read {Pages} pages, {Messages} messages, {Applied} of them new.")]
    public static partial void BackfillRead(
        ILogger logger, PaymentBackfillId backfill, string provider, int pages, long messages, long applied);

    [LoggerMessage(1052, LogLevel.Warning, "{Provider} could not be asked for what waiting messages lack; that is tried again in an hour.")]
    public static partial void LookupFailed(ILogger logger, string provider, Exception exception);

    [LoggerMessage(1051, LogLevel.Warning, "Back-fill {Backfill} of {Provider} could not read a page.")]
    public static partial void BackfillFailed(ILogger logger, PaymentBackfillId backfill, string provider, Exception exception);

    [LoggerMessage(1020, LogLevel.Warning, "The webhook delivery {Delivery} was changed while it was sent; it stays as it was changed.")]
    public static partial void DeliveryLost(ILogger logger, WebhookDeliveryId delivery);

    [LoggerMessage(1021, LogLevel.Warning, "The webhook endpoint {Endpoint} was switched off because it is {Reason}.")]
    public static partial void EndpointDisabled(ILogger logger, WebhookEndpointId endpoint, string reason);

    [LoggerMessage(1007, LogLevel.Error, "A background loop failed unexpectedly and goes on.")]
    public static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(1040, LogLevel.Error, "The commission rule {Rule} failed; the other rules decide and a person is asked to look.")]
    public static partial void CommissionRuleFailed(ILogger logger, string rule, Exception exception);
}
