using OpBX.WebhookHost;

// The settings lie beside the program, wherever it is started from.
WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
IConfigurationSection settings = builder.Configuration.GetSection("OpBX");
builder.Configuration.RefuseUnknownStorage();
builder.Logging.KeepQueriesOut();

builder.Services.AddOpBX()
    .AddJsonConfiguration(settings["ConfigurationFile"] ?? Path.Combine(AppContext.BaseDirectory, "pbx.json"))
    .AddWebhooks(settings);

WebApplication app = builder.Build();
app.MapOpBX();
app.MapOpBXHealth();
app.Run();
