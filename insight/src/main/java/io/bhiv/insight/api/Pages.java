package io.bhiv.insight.api;

import jakarta.ws.rs.core.Response;

/** The headers of everything a browser shows: kept by nobody, in no frame, and with nothing from another host. */
final class Pages {

    /** No inline script and no inline style. Images may be data, because charts are drawn on a canvas. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private Pages() {}

    static Response.ResponseBuilder page(Object entity) {
        return Response.ok(entity, "text/html;charset=UTF-8")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", POLICY);
    }
}
