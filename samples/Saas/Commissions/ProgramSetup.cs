using Affiliate;
using Saas.AcmePay;
using Saas.Data;
using Saas.Partners;

namespace Saas.Commissions;

internal static class ProgramSetup
{
    public static void AddAffiliateProgram(
        this IServiceCollection services, Database database, IConfiguration configuration, IHostEnvironment environment) =>
        services.Configure<AcmePayOptions>(configuration.GetSection("AcmePay")).AddAffiliateTracking(affiliate =>
        {
            affiliate
                .AddProgram("default", program =>
                {
                    program.Name = "Saas";
                    program.DefaultCommission = Rate.FromPercent(20);
                    program.AttributionWindow = TimeSpan.FromDays(90);
                    program.HoldPeriod = TimeSpan.FromDays(30);
                    program.Currency = "USD";
                })
                .UseStripe(stripe =>
                {
                    stripe.SigningSecret = configuration["Stripe:WebhookSecret"];

                    // Only needed for thin events, back-fill and reconciliation (docs/stripe.md).
                    stripe.ApiKey = configuration["Stripe:ApiKey"];

                    // Another address is for a stand-in on this machine, while trying things out.
                    stripe.ApiAddress = configuration.GetValue("Stripe:ApiAddress", stripe.ApiAddress)!;

                    // Stripe's sandbox earns real rows here, so that there is something to see. Not for production.
                    stripe.BookTestModeAsLive = environment.IsDevelopment();
                })
                .UsePaddle(paddle =>
                {
                    paddle.SigningSecret = configuration["Paddle:WebhookSecret"];
                    paddle.ApiKey = configuration["Paddle:ApiKey"];
                    paddle.ApiAddress = configuration.GetValue<Uri>("Paddle:ApiAddress");
                })

                // A provider that the library does not know: an adapter of this application's own.
                .AddPaymentWebhook<AcmePayWebhook>()
                .On<CommissionCreated, NoteCommission>();
            affiliate.ConfigureHttp(http => http.CallsPerSecond = configuration.GetValue("Affiliate:CallsPerSecond", http.CallsPerSecond));
            if (environment.IsDevelopment())
            {
                // Partners without an account here sign in with a mailed code; this one is written to the console.
                affiliate.UseMailedSignIn<ConsoleMailer>();

                // So that webhooks can be tried with a receiver on this machine. Not for production.
                affiliate.Configure(options => options.Webhooks.AllowedNetworks.Add("127.0.0.0/8"));
            }

            if (database.KeepsProgram)
            {
                affiliate.UseEntityFramework<AppDbContext>();
            }
        });
}
