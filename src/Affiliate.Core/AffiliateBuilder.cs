using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Affiliate;

/// <summary>Configures the affiliate program. <c>Use…</c> replaces one thing, <c>Add…</c> adds another, <c>On…</c> subscribes.</summary>
public sealed class AffiliateBuilder
{
    internal AffiliateBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services, for extensions in other packages.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Changes settings. Called several times, all apply in order.</summary>
    public AffiliateBuilder Configure(Action<AffiliateOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Makes a program when there is none with that key; an existing one is left as it is.</summary>
    /// <param name="key">Lower-case letters, digits, <c>-</c> and <c>_</c>, at most 64. The first one added is the default.</param>
    /// <param name="configure">The terms it starts with.</param>
    /// <exception cref="ArgumentException">The key has other characters or was added before.</exception>
    public AffiliateBuilder AddProgram(string key, Action<ProgramOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        if (!ProgramSeed.IsValidKey(key))
        {
            throw new ArgumentException(
                $"The program key '{key}' must have 1 to 64 lower-case letters, digits, '-' and '_'.", nameof(key));
        }

        if (Added<ProgramSeed>().Any(seed => seed.Key == key))
        {
            throw new ArgumentException($"The program '{key}' was added before; give each its own key.", nameof(key));
        }

        var options = new ProgramOptions();
        configure(options);
        Services.AddSingleton(new ProgramSeed(key, options));
        return this;
    }

    /// <summary>Subscribes a class, made in a scope of its own for each event.</summary>
    /// <remarks>Its full name identifies it in the queue of what is still to be handled; renaming it starts afresh.</remarks>
    public AffiliateBuilder On<TEvent, THandler>()
        where TEvent : AffiliateEvent
        where THandler : class, IAffiliateEventHandler<TEvent>
    {
        Services.TryAddScoped<THandler>();
        return On<TEvent>(
            typeof(THandler).FullName!,
            static (affiliateEvent, services, cancellationToken) =>
                services.GetRequiredService<THandler>().HandleAsync(affiliateEvent, cancellationToken));
    }

    /// <summary>Subscribes a function, called in a scope of its own for each event; <see cref="AffiliateEvent"/> is every event, clicks too.</summary>
    /// <param name="name">Identifies the subscriber in the queue; unique and stable.</param>
    /// <param name="handle">Called as <see cref="IAffiliateEventHandler{TEvent}"/> describes.</param>
    /// <exception cref="ArgumentException">Another subscriber to the same events has this name.</exception>
    public AffiliateBuilder On<TEvent>(string name, Func<TEvent, IServiceProvider, CancellationToken, Task> handle)
        where TEvent : AffiliateEvent
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(handle);
        var subscription = new EventSubscription(
            name,
            typeof(TEvent),
            handle,
            (affiliateEvent, services, cancellationToken) =>
                handle((TEvent)affiliateEvent, services, cancellationToken));
        var rivals = Added<EventSubscription>().Where(subscription.Rivals).ToList();
        if (rivals.Count == 0)
        {
            Services.AddSingleton(subscription);
        }
        else if (rivals.Exists(rival => rival.EventType != typeof(TEvent) || !rival.Handler.Equals(handle)))
        {
            throw new ArgumentException(
                $"Another subscriber to {typeof(TEvent).Name} is called '{name}'; give each its own name.", nameof(name));
        }

        return this;
    }

    /// <summary>Keeps everything in a store of the host's own. Default: in memory, lost when the process ends.</summary>
    public AffiliateBuilder UseStore<TStore>() where TStore : class, IAffiliateStore
    {
        Services.Replace(ServiceDescriptor.Singleton<IAffiliateStore, TStore>());
        return this;
    }

    /// <summary>Asks a rule of the host's own before all flows; several are asked in the order they were added.</summary>
    public AffiliateBuilder AddCommissionRule<TRule>() where TRule : class, ICommissionRule
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<ICommissionRule, TRule>());
        return this;
    }

    /// <summary>Tells devices and bots apart in another way. Default: general rules of our own.</summary>
    public AffiliateBuilder UseUserAgentClassifier<TClassifier>() where TClassifier : class, IUserAgentClassifier
    {
        Services.Replace(ServiceDescriptor.Singleton<IUserAgentClassifier, TClassifier>());
        return this;
    }

    /// <summary>Takes messages of another payment provider at <c>/webhooks/{provider}</c>.</summary>
    public AffiliateBuilder AddPaymentWebhook<TWebhook>() where TWebhook : class, IPaymentWebhook
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPaymentWebhook, TWebhook>());
        return this;
    }

    /// <summary>
    /// Reads from a payment provider what its webhooks leave out or did not tell. Of several for one provider the last counts.
    /// </summary>
    public AffiliateBuilder AddPaymentFetcher<TFetcher>() where TFetcher : class, IPaymentFetcher
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPaymentFetcher, TFetcher>());
        return this;
    }

    /// <summary>Adds a way to share the credit among clicks, for programs to name in <see cref="ProgramOptions.AttributionModel"/>.</summary>
    public AffiliateBuilder AddAttributionModel<TModel>() where TModel : class, IAttributionModel
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IAttributionModel, TModel>());
        return this;
    }

    /// <summary>Sends the money of payouts through a provider. Each has its own <see cref="IPayoutProvider.Name"/>.</summary>
    public AffiliateBuilder AddPayoutProvider<TProvider>() where TProvider : class, IPayoutProvider
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPayoutProvider, TProvider>());
        return this;
    }

    /// <summary>Lets payout runs, and sales where a program says so, convert currencies. Default: nothing is converted.</summary>
    public AffiliateBuilder UseExchangeRates<TRates>() where TRates : class, IExchangeRates
    {
        Services.Replace(ServiceDescriptor.Singleton<IExchangeRates, TRates>());
        return this;
    }

    /// <summary>
    /// Lets partners sign in to the portal with a code of six digits that is mailed to them (AH-41), for hosts whose own sign-in
    /// partners do not have. Default: off.
    /// </summary>
    public AffiliateBuilder UseMailedSignIn<TMailer>() where TMailer : class, IPartnerMailer
    {
        Services.Replace(ServiceDescriptor.Scoped<IPartnerMailer, TMailer>());
        Services.TryAddSingleton<SignInCodes>();
        Services.TryAddSingleton<PartnerSignIns>();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, SignInMail>());
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkHandler, SignInCleanup>());
        return this;
    }

    private IEnumerable<T> Added<T>() => Services.Select(service => service.ImplementationInstance).OfType<T>();
}
