using Microsoft.AspNetCore.Http;

namespace Reining.Explorer;

/// <summary>
/// Keeps pages of other sites out. A browser on this machine can be made to ask 127.0.0.1 under another name (DNS rebinding), or to send a
/// form there: both show in the headers.
/// </summary>
static class Guard
{
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Refuses what is not addressed to this server by its own name or comes from another site's page.</summary>
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var (host, own) = (context.Request.Host, context.Connection.LocalPort);
        if (host.Host is not ("127.0.0.1" or "localhost") || (host.Port ?? 80) != own)
            return ExplorerServer.Refuse(context, StatusCodes.Status403Forbidden,
                $"explore: expected the host 127.0.0.1:{own} or localhost:{own}, got '{host}'; open the address that the command printed.");
        foreach (var origin in context.Request.Headers.Origin)
        {
            if (origin != $"http://{host}")
                return ExplorerServer.Refuse(context, StatusCodes.Status403Forbidden,
                    $"explore: expected a request of the explorer's own page, got one of '{origin}'; open the address that the command " +
                    "printed.");
        }
        return next(context);
    }
}
