using System.Collections.Immutable;
using OpBX.Cxml;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Ivr;

/// <summary>Plays a menu and follows the caller's choice (rules I1–I4).</summary>
internal sealed class IvrHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.Ivr;

    public DestinationTarget Parse(string target) => DestinationTarget.ParseId(target);

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (routing.Tenant.FindMenu(target.Id) is not { } node) return new RoutingAction.Unavailable("missing", null);
        if (node.Menu.Status != EntityStatus.Active) return new RoutingAction.Unavailable("inactive", null);
        int failed = routing.Attempts.AttemptsAt(node.Menu.Id);
        return failed >= node.MaxAttempts ? UsedUp(routing, node) : Play(routing, node, failed, invalid: false);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (routing.Tenant.FindMenu(target.Id) is not { } node) return new RoutingAction.Unavailable("missing", null);
        if (node.Menu.Status != EntityStatus.Active) return new RoutingAction.Unavailable("inactive", null);
        routing.IsAnswered = true;

        string digits = context.Request.Digits?.Trim() ?? "";
        // A key press, whatever it chooses, is caller input: what was rung before may be rung again (rule R4).
        if (digits.Length > 0) routing.Groups = [];
        if (Choose(routing, node, digits) is { } chosen)
        {
            context.Trace("I3", "option", digits);
            IReadOnlyList<Destination> alternatives = node.Failover is { } failover ? [failover] : [];
            return new RoutingAction.GoTo(chosen) { Alternatives = alternatives };
        }
        int failed = routing.Attempts.AttemptsAt(node.Menu.Id) + 1;
        context.Trace("I2", digits.Length == 0 ? "timeout" : "invalid", digits.Length == 0 ? null : digits);
        return failed >= node.MaxAttempts
            ? UsedUp(routing, node)
            : Play(routing, node, failed, invalid: digits.Length > 0);
    }

    private static Destination? Choose(RoutingContext context, IvrMenuNode node, string digits)
    {
        // Where extensions are dialled, the key that ends the input may come with it.
        string number = node.DirectDial && digits.Length > 1 ? digits.TrimEnd('#') : digits;
        if (number.Length == 1 && IvrMenuNode.IndexOf(number[0]) is >= 0 and var index && node.Options[index] is { } option) return option;
        if (!node.DirectDial || number.Length == 0) return null;
        if (context.Tenant.FindExtension(number) is not { } dialled || !dialled.Extension.IsActive) return null;
        context.Trace("I1", "direct-dial", number);
        return context.Bind(DestinationRef.To(DestinationKind.Extension, dialled.Extension.Id));
    }

    private static RoutingAction.Respond Play(RoutingContext context, IvrMenuNode node, int failed, bool invalid)
    {
        context.Attempts = context.Attempts.AttemptsAt(node.Menu.Id) == failed ? context.Attempts : context.Attempts.WithAttempts(node.Menu.Id, failed);
        ImmutableArray<IGatherPrompt> prompts = node.Greeting.IsEmpty ? [context.Prompt(context.Announcements.MenuPrompt)] : node.Greeting;
        if (invalid) prompts = prompts.Insert(0, context.Prompt(context.Announcements.MenuInvalid));
        var gather = new Gather
        {
            Prompts = prompts,
            Input = GatherInput.Dtmf,
            NumDigits = node.DirectDial ? null : 1,
            FinishOnKey = node.UsesPound ? "" : node.DirectDial ? "#" : null,
            Timeout = node.Timeout,
            MaxTimeout = node.Timeout,
            ActionOnEmptyResult = true,
            Action = context.Action(context.NextStep() with { Answered = true }),
        };
        return new RoutingAction.Respond(new CxmlResponse(gather), RoutingOutcome.Gather);
    }

    private static RoutingAction UsedUp(RoutingContext context, IvrMenuNode node)
    {
        context.Attempts = context.Attempts.WithAttempts(node.Menu.Id, node.MaxAttempts);
        if (node.Failover is { } failover)
        {
            context.Trace("I4", "failover", null);
            return new RoutingAction.GoTo(failover);
        }
        context.Trace("I4", "attempts-used-up", null);
        return context.EndCall(context.Announcements.MenuGoodbye, RoutingOutcome.NoInput);
    }
}
