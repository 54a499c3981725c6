using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpBX;
using OpBX.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up how OpBX shows itself over HTTP. Only needed for settings: <c>MapOpBX()</c> works without.</summary>
public static class OpBXWebhookBuilderExtensions
{
    /// <summary>Checks the <see cref="OpBXHttpOptions"/> when the application starts.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddWebhooks(this IOpBXBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptionsWithValidateOnStart<OpBXHttpOptions>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OpBXHttpOptions>, OpBXHttpOptionsValidator>());
        builder.Services.AddOpBXHealthChecks();
        return builder;
    }

    /// <summary>Sets the <see cref="OpBXHttpOptions"/> and checks them when the application starts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddWebhooks(this IOpBXBuilder builder, Action<OpBXHttpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder.AddWebhooks();
    }

    /// <summary>Reads <c>PublicBaseUrl</c> and <c>AllowUnauthenticatedCdr</c> from configuration, and checks them when the application starts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">The section, such as <c>OpBX</c>.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder AddWebhooks(this IOpBXBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return builder.AddWebhooks(options => Read(configuration, options));
    }

    /// <summary>
    /// Keeps the queries of requests out of every log of the web server, because those of CDRs and recordings may hold a key
    /// (rule H6): its messages about requests are logged from <c>Warning</c> on only. Applies to the whole application.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IOpBXBuilder KeepQueriesOutOfLogs(this IOpBXBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        RequestLogQueries.Suppress(builder.Services);
        return builder;
    }

    private static void Read(IConfiguration configuration, OpBXHttpOptions options)
    {
        var faults = new List<string>();
        if (configuration[nameof(OpBXHttpOptions.PublicBaseUrl)] is { Length: > 0 } text)
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url)) options.PublicBaseUrl = url;
            else faults.Add(OpBXHttpOptionsValidator.NotAbsolute);
        }
        if (configuration[nameof(OpBXHttpOptions.AllowUnauthenticatedCdr)] is { Length: > 0 } word)
        {
            if (bool.TryParse(word, out bool flag)) options.AllowUnauthenticatedCdr = flag;
            else faults.Add("AllowUnauthenticatedCdr must be true or false.");
        }
        if (faults.Count > 0) throw new OptionsValidationException(Options.Options.DefaultName, typeof(OpBXHttpOptions), faults);
    }
}
