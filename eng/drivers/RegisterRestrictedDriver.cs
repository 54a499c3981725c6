using System.Runtime.CompilerServices;

namespace OpBX.RestrictedDriver;

/// <summary>Compiled into the programs that eng/Drivers.targets gives the restricted driver to.</summary>
internal static class RegisterRestrictedDriver
{
#pragma warning disable CA2255 // meant for applications, which these are: the driver must be there before any of their code
    [ModuleInitializer]
    internal static void Run() => RestrictedDriver.Register();
#pragma warning restore CA2255
}
