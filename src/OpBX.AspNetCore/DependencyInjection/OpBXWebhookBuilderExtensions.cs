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
        return builder.AddWebhooks(options =>
        {
            if (configuration[nameof(OpBXHttpOptions.PublicBaseUrl)] is { Length: > 0 } url) options.PublicBaseUrl = new Uri(url, UriKind.RelativeOrAbsolute);
            if (configuration[nameof(OpBXHttpOptions.AllowUnauthenticatedCdr)] is { Length: > 0 } allow) options.AllowUnauthenticatedCdr = ReadFlag(allow);
        });
    }

    private static bool ReadFlag(string text) => bool.TryParse(text, out bool flag)
        ? flag
        : throw new OptionsValidationException(Options.Options.DefaultName, typeof(OpBXHttpOptions), ["AllowUnauthenticatedCdr must be true or false."]);
}
